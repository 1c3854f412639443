import { FakeBridge, aChange, aConnection, aDevice, aMessage, anInvitation, fingerprint, people } from './fake';
import type { Act, ActOn, AuditEntry, Device, Sanction } from './bridge';

/**
 * What `npm run dev` shows in a browser, where there is no Go: a server that
 * takes anybody, on which one is an administrator, bob, who answers everything,
 * and eve, a guest.
 */
export function demo(): FakeBridge {
	const bridge = new FakeBridge();
	let you = '';
	let seq = 1000;
	bridge.settings({ name: 'alice', servers: ['127.0.0.1:54307', 'lab3:6667'] });
	const say = (part: Parameters<typeof aMessage>[0]) => bridge.emit({ message: aMessage({ seq: ++seq, ...part }) });
	const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
	const here = bridge.snapshot.device.id;
	let devices: Device[] = [
		aDevice({ id: here, name: 'office', here: true, online: true, added: ago(90_000) }),
		aDevice({ name: 'laptop', added: ago(40_000), seen: ago(600) }),
	];
	const audit: AuditEntry[] = [];
	let sanctions: Sanction[] = [];
	let closed = false;
	const tell = () => bridge.emit({ devices: { devices } });

	function note(act: Act | 'remove', on: Partial<ActOn>): void {
		const id = audit.length + 1;
		const until = on.minutes ? ago(-on.minutes) : '';
		const entry = { id, at: ago(0), by: you, act, name: '', address: '', reason: '', until, ...on };
		audit.unshift({ room: '', role: '', ...entry });
		if (act === 'mute' || act === 'ban') sanctions = [entry, ...sanctions];
		if (act === 'pardon') sanctions = sanctions.filter((s) => s.name !== on.name || s.address !== on.address);
		if (act === 'close' || act === 'open') closed = act === 'close';
	}

	bridge.answers = {
		connect: async (address: string, name: string) => {
			you = name;
			bridge.emit({ connection: aConnection({ state: 'connecting', address, you }) });
			await new Promise((done) => setTimeout(done, 600));
			bridge.emit({ connection: aConnection({ address, you, verified: true, role: 'administrator' }) });
			bridge.emit(people([you, 'bob', 'eve'], { guests: ['eve'], moderators: [you, 'bob'] }));
			say({ text: `Hello @${you}, try \`code\` or https://example.org/` });
			say({ text: 'I am only passing through', from: 'eve', guest: true });
		},
		leave: async () => bridge.emit({ connection: aConnection({ state: 'idle', address: '', you: '' }) }),
		send: async (_room: string, key: string, text: string) => {
			say({ key, text, from: you, own: true });
			setTimeout(() => say({ text: `“${text}”, you say?` }), 900);
		},
		openLink: async (url: string) => console.info('would open', url),
		devices: async () => tell(),
		pair: async () => {
			const device = fingerprint('phone');
			setTimeout(() => bridge.emit({ asking: { device, address: '192.168.4.31', over: false } }), 3000);
			return anInvitation();
		},
		confirm: async (id: string, yes: boolean) => {
			if (yes) devices = [...devices, aDevice({ id, name: 'phone', online: true })];
			tell();
		},
		renameDevice: async (id: string, name: string) => {
			devices = devices.map((d) => (d.id === id ? { ...d, name } : d));
			tell();
		},
		revoke: async (id: string) => {
			devices = devices.filter((d) => d.id !== id);
			tell();
		},
		invite: async () => anInvitation({ until: ago(-3 * 24 * 60) }),
		remove: async (room: string, target: string, reason: string) => {
			bridge.emit({ change: aChange({ type: 'remove', room, target, reason, from: you, seq: ++seq }) });
			note('remove', { reason });
		},
		moderate: async (act: Act, on: ActOn) => note(act, on),
		audit: async () => ({ entries: audit, more: false }),
		sanctions: async () => ({ closed, entries: sanctions, more: false }),
	};
	return bridge;
}
