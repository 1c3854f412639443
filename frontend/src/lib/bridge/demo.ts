import { FakeBridge, aConnection, aMessage } from './fake';

/**
 * What `npm run dev` shows in a browser, where there is no Go: a server that
 * takes anybody, and bob, who answers everything.
 */
export function demo(): FakeBridge {
	const bridge = new FakeBridge();
	let you = '';
	let seq = 1000;
	bridge.settings({ name: 'alice', servers: ['127.0.0.1:54307', 'lab3:6667'] });
	const say = (part: Parameters<typeof aMessage>[0]) => bridge.emit({ message: aMessage({ seq: ++seq, ...part }) });

	bridge.answers = {
		connect: async (address: string, name: string) => {
			you = name;
			bridge.emit({ connection: aConnection({ state: 'connecting', address, you }) });
			await new Promise((done) => setTimeout(done, 600));
			bridge.emit({ connection: aConnection({ address, you }) });
			bridge.emit({ people: { names: [you, 'bob'] } });
			say({ text: `Hello @${you}, try \`code\` or https://example.org/` });
		},
		leave: async () => bridge.emit({ connection: aConnection({ state: 'idle', address: '', you: '' }) }),
		send: async (_room: string, key: string, text: string) => {
			say({ key, text, from: you, own: true });
			setTimeout(() => say({ text: `“${text}”, you say?` }), 900);
		},
		openLink: async (url: string) => console.info('would open', url),
	};
	return bridge;
}
