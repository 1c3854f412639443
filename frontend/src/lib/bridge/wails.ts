import * as App from '../../../wailsjs/go/main/App';
import type { client, main, settings } from '../../../wailsjs/go/models';
import { EventsOn } from '../../../wailsjs/runtime/runtime';
import type { Attachment, Bridge, Event, Finding, Found, Page, Role, RoomList, Snapshot, Written } from './bridge';
import { batchPerFrame } from './batch-per-frame';
import { beginningOf } from './beginning';

/** The bridge of the shipped program. */
export const wails: Bridge = {
	ready: async () => snapshot(await App.Ready()),
	listen: (hear) => {
		const all = batchPerFrame<client.Event>((events) => events.forEach((e) => hear(e as Event)));
		return EventsOn('event', all);
	},
	setZone: App.SetZone,
	connect: App.Connect,
	discover: App.Discover,
	lookHarder: App.LookHarder,
	enter: App.Enter,
	diagnose: async (address) => ((await App.Diagnose(address)) ?? []) as Finding[],
	share: async () => {
		const { link, qr, mayNeedInvitation } = await App.Share();
		return { link, qr: qr ?? [], mayNeedInvitation };
	},
	change: App.Change,
	parse: async (text) => (await App.Parse(text)) as Written,
	page: (ask) => App.Page(ask) as Promise<Page>,
	search: (query, room, before) => App.Search(query, room, before) as Promise<Found>,
	read: App.Read,
	markUnread: App.MarkUnread,
	setDraft: App.SetDraft,
	setNotify: App.SetNotify,
	typing: App.Typing,
	look: App.Look,
	openRoom: App.OpenRoom,
	listRooms: (search, after) => App.ListRooms(search, after) as Promise<RoomList>,
	joinRoom: App.JoinRoom,
	leaveRoom: App.LeaveRoom,
	setTopic: App.SetTopic,
	inviteTo: App.InviteTo,
	decline: App.Decline,
	block: App.Block,
	unblock: App.Unblock,
	direct: App.Direct,
	members: App.Members,
	exportRoom: App.ExportRoom,
	hasFiles: false, // see notYet
	pickFiles: () => attachments(App.PickFiles()),
	pickFolder: () => attachments(App.PickFolder()),
	pasteFiles: notYet,
	attachBytes: (name, base64) => attachments(App.AttachBytes(name, base64)),
	detach: App.Detach,
	transfer: notYet,
	openFile: notYet,
	saveFile: notYet,
	showFile: notYet,
	copyPicture: notYet,
	files: notYet,
	beginning: beginningOf,
	openFolder: App.OpenFolder,
	keepGoing: App.KeepGoing,
	reconnect: App.Reconnect,
	leave: App.Leave,
	// The rest of Go's settings is not the page's to say.
	saveSettings: (now) => App.SaveSettings(now as settings.Settings),
	openLink: App.OpenLink,
	copy: App.Copy,
	devices: App.Devices,
	pair: async () => invitation(await App.Pair()),
	confirm: App.Confirm,
	renameDevice: App.RenameDevice,
	revoke: App.Revoke,
	invite: async (role) => invitation(await App.Invite(role)),
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

// Go's named strings arrive as plain ones, and some of its empty slices as null.
// This is the one place that trusts and mends them.

/** Go does not have it yet: it is asked for nowhere while `hasFiles` is not true. */
function notYet(): Promise<never> {
	return Promise.reject(new Error(JSON.stringify({ code: 'internal' })));
}

async function attachments(found: Promise<unknown>): Promise<Attachment[]> {
	return ((await found) ?? []) as Attachment[];
}

function snapshot(s: main.Snapshot): Snapshot {
	return s as Snapshot;
}

function invitation({ link, seconds, qr }: { link: string; seconds: number; qr: string[] }) {
	return { link, seconds, qr: qr ?? [] };
}
