import { aDevice, anInvitation, fingerprint, type FakeBridge } from './fake';
import type { Act, Change, ActOn, AuditEntry, Device, Sanction } from './bridge';
import type { DemoRooms } from './demo-rooms';

/** What the demo answers of devices, invitations, and those who run the server. */
export function demoDevices(bridge: FakeBridge, rooms: DemoRooms): FakeBridge['answers'] {
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
		const entry = { id, at: ago(0), by: rooms.you, act, name: '', address: '', reason: '', until, ...on };
		audit.unshift({ room: '', role: '', ...entry });
		if (act === 'mute' || act === 'ban') sanctions = [entry, ...sanctions];
		const undone = { unmute: 'mute', unban: 'ban' }[act as string];
		if (undone) {
			sanctions = sanctions.filter((s) => s.act !== undone || s.name !== on.name || s.address !== on.address);
		}
		if (act === 'close' || act === 'open') closed = act === 'close';
	}

	return {
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
		invite: async () => anInvitation({ seconds: 3 * 24 * 3600 }),
		remove: async (_room: string, { target, reason = '' }: Extract<Change, { type: 'remove' }>) => {
			rooms.status(target, 'removed', { text: '', by: rooms.you, reason });
			note('remove', { reason });
		},
		moderate: async (act: Act, on: ActOn) => note(act, on),
		audit: async () => ({ entries: audit, more: false }),
		sanctions: async () => ({ closed, entries: sanctions, more: false }),
	};
}
