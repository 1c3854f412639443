import * as App from '../../../wailsjs/go/main/App';
import type { main, session } from '../../../wailsjs/go/models';
import { EventsOn } from '../../../wailsjs/runtime/runtime';
import type { Bridge, Connection, Event, Message, Role, Snapshot, ThemeChoice, ThisDevice } from './bridge';

/** The bridge of the shipped program. */
export const wails: Bridge = {
	ready: async () => snapshot(await App.Ready()),
	listen: (hear) => EventsOn('event', (e: session.Event) => hear(event(e))),
	connect: App.Connect,
	send: App.Send,
	reconnect: App.Reconnect,
	leave: App.Leave,
	setTheme: App.SetTheme,
	openLink: App.OpenLink,
	copy: App.Copy,
	devices: App.Devices,
	pair: async () => invitation(await App.Pair()),
	confirm: App.Confirm,
	renameDevice: App.RenameDevice,
	revoke: App.Revoke,
	invite: async (role) => invitation(await App.Invite(role)),
	remove: App.Remove,
	moderate: App.Moderate,
	audit: async (before) => {
		const { entries, more } = await App.Audit(before);
		return { entries: (entries ?? []).map((e) => ({ ...e, role: e.role as Role })), more };
	},
	sanctions: async (before) => {
		const { closed, entries, more } = await App.Sanctions(before);
		return { closed, entries: entries ?? [], more };
	},
};

// Go's named strings arrive as plain ones, and its empty slices as null. This
// is the one place that trusts and mends them.

function event(e: session.Event): Event {
	return {
		connection: (e.connection ?? undefined) as Connection | undefined,
		message: (e.message ?? undefined) as Message | undefined,
		change: e.change ?? undefined,
		people: e.people
			? { names: e.people.names ?? [], guests: e.people.guests ?? [], moderators: e.people.moderators ?? [] }
			: undefined,
		devices: e.devices ? { devices: e.devices.devices ?? [] } : undefined,
		asking: e.asking ?? undefined,
		refusal: e.refusal ?? undefined,
		forget: e.forget,
	};
}

function snapshot(s: main.Snapshot): Snapshot {
	return {
		version: s.version,
		device: (s.device ?? { id: '', kept: '' }) as ThisDevice,
		settings: {
			theme: (s.settings.theme || 'system') as ThemeChoice,
			name: s.settings.name,
			servers: s.settings.servers ?? [],
		},
		launch: s.launch,
		events: (s.events ?? []).map(event),
	};
}

function invitation({ link, until, qr }: { link: string; until: string; qr: string[] }) {
	return { link, until, qr: qr ?? [] };
}
