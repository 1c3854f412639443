import { sentenceOf } from '$lib/text/problem';
import type { Attached, FilesAsk, FilesFound, Transfer } from './files';
import type * as models from './models';

import type {
	ActOn,
	Attachment,
	Audit,
	File,
	Finding,
	Found,
	Invitation,
	Notify,
	Page,
	PageAsk,
	Problem,
	Role,
	RoomList,
	Sanctions,
	Shared,
	Written,
} from './models';

// What crosses the bridge is as Go has it: models.ts is written from its structs.
export type {
	ActOn,
	Asking,
	Attachment,
	Audit,
	AuditEntry,
	Blocked,
	Closed,
	Connection,
	Device,
	Devices,
	Enter,
	File,
	Finding,
	Status,
	Found,
	Full,
	Hit,
	Invitation,
	Kept,
	Language,
	Launch,
	ListedRoom,
	MessageState,
	Notify,
	Offer,
	Offers,
	Page,
	PageAsk,
	Params,
	Part,
	PartKind,
	People,
	PresenceChange,
	Problem,
	Quota,
	Quote,
	Reaction,
	Refusal,
	Role,
	RoomList,
	RoomState,
	Row,
	RowKind,
	RowPart,
	Sanction,
	Sanctions,
	Server,
	Shared,
	ShownPlace,
	State,
	System,
	ThemeChoice,
	ThisDevice,
	Typing,
	Written,
} from './models';

export type { Attached, FileKind, FilesAsk, FilesFound, FoundFile, Transfer, TransferState } from './files';

export type Change =
	Exclude<models.Change, { type: 'say' }> | (Extract<models.Change, { type: 'say' }> & { attachments?: Attached[] });
export type Event = models.Event & { transfer?: Transfer };

/** What is remembered and is the page's to say: where the window was, and whether it was connected, is not. */
export type Settings = Omit<models.Settings, 'connected' | 'window'>;

/** Everything the page needs to begin. */
export type Snapshot = Omit<models.Snapshot, 'settings'> & { settings: Settings };

/**
 * What the window may ask of Go, and what Go tells the window. The rest of the
 * page knows this interface and nothing of Wails.
 */
export interface Bridge {
	/** Says in which time zone this machine is now, by its name: days and times that Go writes are those there. */
	setZone(name: string): Promise<void>;
	/** Everything the page needs to begin; live events follow through `listen`. */
	ready(): Promise<Snapshot>;
	/** Calls back for every event from now on, in the order they happened. */
	listen(hear: (event: Event) => void): () => void;
	/** Resolves once registered; rejects with a `Problem`. */
	connect(address: string, name: string): Promise<void>;
	/**
	 * Makes a change that is about a message: sends one, or edits, retracts, reacts to or removes one. Resolves when Go
	 * has stored it, connected or not; the row comes as an event. A removal resolves when the server has made it.
	 * Rejects with a `Problem`.
	 */
	change(room: string, change: Change): Promise<void>;
	/** What would be sent of a text that is written or pasted, and what it is made of; before anything is sent. */
	parse(text: string): Promise<Written>;
	/** Says whether the list of servers is on the screen: as long as it is, `servers` events come. */
	discover(on: boolean): Promise<void>;
	/** Asks every address of the small networks that this machine is in. */
	lookHarder(): Promise<void>;
	/** `connect` for a server of the list, by its id. */
	enter(id: string, name: string): Promise<void>;
	/** Why the servers of this network cannot be seen, or the one at an address; it takes up to ten seconds. */
	diagnose(address: string): Promise<Finding[]>;
	/** The server's link, without an invitation. */
	share(): Promise<Shared>;
	reconnect(): Promise<void>;
	leave(): Promise<void>;
	/** Keeps all of them; rejects with a `Problem` if one is not what it has to be. `name` and `servers` are left as they are. */
	saveSettings(settings: Settings): Promise<void>;
	openLink(url: string): Promise<void>;
	copy(text: string): Promise<void>;

	// What was said, from this device's archive and, for what is not there, from the server.

	/**
	 * Rows of a room, the oldest first: up to `limit` before a seq or after one, or around one, half of them on
	 * either side of it and that one among them. Only one of the three is not 0; with all of them 0 the newest.
	 */
	page(ask: PageAsk): Promise<Page>;
	/** Messages that fit a query, the newest first; in one room, or everywhere if that is empty; `before` is 0 or what the answer before said. */
	search(query: string, room: string, before: number): Promise<Found>;

	// Rooms. What changes comes as `room` events.

	/** Everything up to a seq is read. */
	read(room: string, seq: number): Promise<void>;
	/** What was said from a seq on counts as unread again, on this device. */
	markUnread(room: string, seq: number): Promise<void>;
	setDraft(room: string, text: string): Promise<void>;
	setNotify(room: string, notify: Notify): Promise<void>;
	/** One is writing; Go says it to the others, at most every few seconds. */
	typing(room: string): Promise<void>;
	/** Which room is shown, and whether somebody can see it: whom Go need not notify. */
	look(room: string, front: boolean): Promise<void>;
	/** A new room, with oneself in it. These reject with a `Problem` when the server will not have it or is not there. */
	openRoom(name: string, topic: string, isPrivate: boolean): Promise<void>;
	/** A page of the rooms that every user can join, after a name; with `search` those whose name or topic contains it. */
	listRooms(search: string, after: string): Promise<RoomList>;
	/** A room that is not private, or to which one is invited. */
	joinRoom(name: string): Promise<void>;
	leaveRoom(name: string): Promise<void>;
	setTopic(room: string, topic: string): Promise<void>;
	/** Invites somebody, who becomes a member by `joinRoom`. */
	inviteTo(room: string, name: string): Promise<void>;
	/** Gives an invitation back. */
	decline(room: string): Promise<void>;
	/** Hides what somebody says, and refuses their direct messages and invitations, on all devices. */
	block(name: string): Promise<void>;
	unblock(name: string): Promise<void>;
	/** The name of the room of oneself and somebody, which is opened if there is none. */
	direct(name: string): Promise<string>;
	/** The names of a room's members. */
	members(room: string): Promise<string[]>;

	// The archive.

	/** Asks where to, and writes a room there, or everything if it is empty. Resolves to the file's path, or to nothing if the person does not want to. */
	exportRoom(room: string, format: ExportFormat): Promise<string>;
	/** Shows the folder that the archive is in. */
	openFolder(): Promise<void>;
	/** As much again may be kept of the server, where there is no more room for it: see `Event.quota`. */
	keepGoing(): Promise<void>;

	// Files. Those that will be sent, Go has under handles; what becomes of a file comes as `transfer` events.

	/** Whether Go sends files and opens those of others. Until it does, the window offers neither. */
	readonly hasFiles: boolean;
	/** Asks for files to send. Resolves to nothing if the person does not want to. */
	pickFiles(): Promise<Attachment[]>;
	pickFolder(): Promise<Attachment[]>;
	/** What is on the clipboard: a picture, or files; nothing if it has neither. */
	pasteFiles(): Promise<Attachment[]>;
	/** A file of which the page has the bytes, in Base64. */
	attachBytes(name: string, base64: string): Promise<Attachment[]>;
	/** They will not be sent. */
	detach(handles: string[]): Promise<void>;
	/** Acts on a file of a message that is on its way. */
	transfer(room: string, id: string, index: number, act: TransferAct): Promise<void>;
	/** Opens a file of a message with the system's program, once it is here. */
	openFile(room: string, id: string, index: number): Promise<void>;
	/** Asks where to, and saves it there. */
	saveFile(room: string, id: string, index: number): Promise<void>;
	/** Shows the folder that it is in. */
	showFile(room: string, id: string, index: number): Promise<void>;
	copyPicture(room: string, id: string, index: number): Promise<void>;
	/** Files of a room from this device's archive, the newest first; `before` is 0 or what the answer before said. */
	files(ask: FilesAsk): Promise<FilesFound>;
	/** How a file of text begins; empty if it is none. */
	beginning(file: File): Promise<string>;

	// Names, devices and people: all reject with a `Problem`.

	/** Asks for one's devices: they come as an event, and again whenever they change. */
	devices(): Promise<void>;
	/** An invitation for a further device of one's own. */
	pair(): Promise<Invitation>;
	/** Whether a device that asks is one's own. */
	confirm(device: string, yes: boolean): Promise<void>;
	renameDevice(device: string, name: string): Promise<void>;
	/** Makes a device nobody's, and ends its connections. */
	revoke(device: string): Promise<void>;
	/** An invitation for somebody else. */
	invite(role: Role): Promise<Invitation>;
	moderate(act: Act, on: ActOn): Promise<void>;
	/** What has been done, the newest first, before an entry's id; 0 is the newest. */
	audit(before: number): Promise<Audit>;
	/** What holds against whom, likewise. */
	sanctions(before: number): Promise<Sanctions>;
}

export type Act =
	'mute' | 'unmute' | 'ban' | 'unban' | 'kick' | 'role' | 'unregister' | 'close' | 'open' | 'close-room';

export type TransferAct = 'pause' | 'resume' | 'cancel' | 'retry';

export type ExportFormat = 'html' | 'json' | 'text';

/**
 * Why Go would not do what was asked: decide by the code, show the sentence. A rejected call carries its problem as
 * JSON text, which Wails makes the message of an Error; anything else is a fault of our own.
 */
export function problem(reason: unknown): Problem & { sentence: string } {
	const said = read(reason) ?? { code: 'internal' };
	return { ...said, sentence: sentenceOf(said) };
}

function read(reason: unknown): Problem | undefined {
	const text = reason instanceof Error ? reason.message : reason;
	if (typeof text !== 'string') return;
	try {
		const said: unknown = JSON.parse(text);
		if (typeof said === 'object' && said && 'code' in said && typeof said.code === 'string') return said as Problem;
	} catch {
		// Not ours.
	}
	return;
}
