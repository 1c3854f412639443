import { FakeBridge, aConnection, aRoom, aRow, aText, people } from './fake';
import { demoDevices } from './demo-devices';
import { demoRooms } from './demo-rooms';

/**
 * What `npm run dev` shows in a browser, where there is no Go: a server that
 * takes anybody, on which one is an administrator, with a few rooms, bob, who
 * answers everything, and eve, a guest.
 */
export function demo(): FakeBridge {
	const bridge = new FakeBridge();
	const rooms = demoRooms(bridge);
	bridge.settings({ name: 'alice', servers: ['127.0.0.1:54307', 'lab3:6667'] });
	bridge.answers = {
		...rooms.answers,
		...demoDevices(bridge, rooms),
		connect: async (address: string, name: string) => {
			rooms.you = name;
			bridge.emit({ connection: aConnection({ state: 'connecting', address, you: name }) });
			await new Promise((done) => setTimeout(done, 600));
			bridge.emit({ connection: aConnection({ address, you: name, verified: true, role: 'administrator' }) });
			bridge.emit(people([name, 'bob', 'eve'], { guests: ['eve'], moderators: [name, 'bob'] }));
			rooms.add(aRoom({ topic: 'Bench bookings go in #experiments', members: 3 }));
			rooms.add(aRoom({ name: 'experiments', topic: 'What runs, and until when', members: 2 }));
			rooms.add(aRoom({ name: 'ship-it', private: true, notify: 'nothing' }));
			rooms.add(aRoom({ name: '@alice,bob', with: [name, 'bob'], private: true }));
			rooms.say(
				aRow({
					...aText('Hello ', ['you', `@${name}`], ', try ', ['code', 'code'], ' or ', ['link', 'https://example.org/']),
					mention: true,
				}),
			);
			rooms.say(aRow({ text: 'I am only passing through', from: 'eve', guest: true }));
			const free = aText(['you', `@${name}`], ' the spectrometer is free until four');
			rooms.say(aRow({ room: 'experiments', ...free, mention: true }));
			rooms.say(aRow({ room: '@alice,bob', text: 'Are you there?', mention: true }));
		},
		leave: async () => bridge.emit({ connection: aConnection({ state: 'idle', address: '', you: '' }) }),
		openLink: async (url: string) => console.info('would open', url),
		exportRoom: async (room: string, format: string) => `/srv/alice/${room || 'confab'}.${format}`,
	};
	return bridge;
}
