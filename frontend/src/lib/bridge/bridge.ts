import type { Language } from '$lib/text/language.svelte';
import { t } from '$lib/text/message';
import { translate } from '$lib/text/translate';

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
	/** Says text, as an answer to the message with the key `re` unless that is empty. Resolves when Go has taken it over; rejects with a `Problem`. */
	send(room: string, key: string, text: string, re: string): Promise<void>;
	/** What would be sent of a text that is written or pasted, and what it is made of; before anything is sent. */
	parse(text: string): Promise<Written>;
	/** Gives a message of one's own another text. These three resolve when Go has taken them over, connected or not; the row comes as an event. */
	edit(room: string, key: string, target: string, text: string): Promise<void>;
	/** Takes a message of one's own back. */
	retract(room: string, key: string, target: string): Promise<void>;
	/** Puts a reaction to a message, or takes it `off`. */
	react(room: string, key: string, target: string, emoji: string, off: boolean): Promise<void>;
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
	/** Takes somebody's message away, whose key is `target`. */
	remove(room: string, target: string, reason: string): Promise<void>;
	moderate(act: Act, on: ActOn): Promise<void>;
	/** What has been done, the newest first, before an entry's id; 0 is the newest. */
	audit(before: number): Promise<Audit>;
	/** What holds against whom, likewise. */
	sanctions(before: number): Promise<Sanctions>;
}

export type State = 'idle' | 'connecting' | 'online' | 'offline' | 'shutdown' | 'refused';
export type MessageState = 'waiting' | 'sent';
export type ThemeChoice = 'system' | 'light' | 'dark';
/** What somebody may do besides talking; empty for a guest. */
export type Role = '' | 'member' | 'moderator' | 'administrator';
export type Act = 'mute' | 'ban' | 'kick' | 'pardon' | 'role' | 'release' | 'close' | 'open' | 'close-room';

/** How the session stands with its server. Times are RFC 3339. */
export interface Connection {
	state: State;
	address: string;
	you: string;
	since: string;
	/** When the next try begins; empty while one runs and when none will come. */
	retryAt: string;
	/** Own messages that the server has not answered. */
	waiting: number;
	/** A sentence, when there is something to say. */
	reason: string;
	/** What it is, where nothing more is tried because of it: `key-changed`, for one. */
	code: string;
	/** The server's own name, and the fingerprint of its key; each empty while it is not known. */
	server: string;
	serverKey: string;
	/** Whether a join link told that key, and not only the first connection. */
	verified: boolean;
	/** Whether one's name is one's own only while connected. */
	guest: boolean;
	role: Role;
	muted: boolean;
	/** Empty is for good. */
	mutedUntil: string;
	mutedReason: string;
	/** How many bytes of a line the server takes; 0 while it is not known. */
	line: number;
}

/** What a row is: a message, or something else that happened in the room. A `gap` stands for what is not here yet, before the row that has its seq; one whose fate is `removed` has come to the archive. */
export type RowKind = 'message' | 'open' | 'join' | 'leave' | 'invite' | 'topic' | 'gap';
/** What has become of a message. */
export type Fate = '' | 'edited' | 'retracted' | 'removed';

/** What a stretch of a text is: `you` is a mention of oneself, a `fence` code in lines of its own. */
export type PartKind = 'link' | 'mention' | 'you' | 'code' | 'fence' | 'emoji';

/** A stretch of a text that is something; Go alone reads texts. Its numbers count UTF-16 units. */
export interface Part {
	kind: PartKind;
	from: number;
	to: number;
	/** Of code: how much of its beginning and of its end is not shown. */
	open?: number;
	close?: number;
	/** Of a link: what it opens, if that is not what is written. */
	url?: string;
}

/** A text as it is sent, and its parts in their order; none if it is text and nothing else. */
export interface Written {
	text: string;
	parts?: Part[];
}

/** One thing in a room, as it stands now. A later one with the same key replaces it. */
export interface Row {
	key: string;
	/** Its place; 0 while it waits. */
	seq: number;
	room: string;
	kind: RowKind;
	at: string;
	from: string;
	/** Whether `from` had no key: then anybody may have that name another time. */
	guest: boolean;
	own: boolean;
	text: string;
	/** Of the text. */
	parts?: Part[];
	state: MessageState;
	fate: Fate;
	/** Who removed it, and why. */
	by: string;
	reason: string;
	/** The key of the message that it answers, or empty. */
	re: string;
	/** That message, if it is here. */
	quote: Quote | null;
	reactions: Reaction[];
	/** Whether it is meant for oneself: by name, or in a room of two. */
	mention: boolean;
	/** Of an invitation: who is invited. */
	name: string;
	/** Of a topic and of a room that is opened. */
	topic: string;
}

/** The message that another one answers: its beginning. */
export interface Quote {
	key: string;
	seq: number;
	from: string;
	text: string;
	fate: Fate;
}

/** What is another now of a row that stays what it was otherwise. */
export interface RowPart {
	room: string;
	key: string;
	seq: number;
	quote?: Quote;
	reactions?: Reaction[];
	/** It has no reactions any more. */
	bare?: boolean;
}

export interface Reaction {
	emoji: string;
	/** Who put it there, the first one first. */
	names: string[];
	own: boolean;
}

export interface PageAsk {
	room: string;
	before: number;
	after: number;
	around: number;
	/** 1 to 200. */
	limit: number;
}

export interface Page {
	rows: Row[];
	/** Whether there are others before and behind them. */
	older: boolean;
	newer: boolean;
}

/** What a search has found. */
export interface Found {
	hits: Hit[];
	/** What to ask for the next ones with; 0 if there are none. */
	before: number;
}

export interface Hit {
	key: string;
	seq: number;
	room: string;
	at: string;
	from: string;
	guest: boolean;
	/** What was said around the first word that fits. */
	text: string;
	/** Where in the text the words are: begin and end, in the text's UTF-16 units. */
	marks: [number, number][];
}

/** What one wants to be told of a room. */
export type Notify = 'all' | 'mentions' | 'nothing';

/** A room that one is in. */
export interface RoomState {
	name: string;
	topic: string;
	members: number;
	private: boolean;
	/** The two of a room of two; else empty. */
	with: string[];
	/** One is in it no more. */
	left: boolean;
	/** The newest row that is here, and when that was. */
	seq: number;
	at: string;
	/** How far one has read. */
	read: number;
	/** Messages behind that, and those of them that are meant for oneself; each at most 1,000, which is more. */
	unread: number;
	mentions: number;
	/** Of a room that is told of for the first time; later it is empty, and the page knows better. */
	draft: string;
	notify: Notify;
}

export type ExportFormat = 'html' | 'json' | 'text';

/** Those who are connected to the server, and who of them are guests and moderators. */
export interface People {
	names: string[];
	guests: string[];
	/** Administrators are among them. */
	moderators: string[];
}

/** Who has come and gone since the last `People`. Who comes may be there: what is said of them holds from now on. */
export interface PresenceChange {
	came?: string[];
	/** Of those who came. */
	guests?: string[];
	moderators?: string[];
	went?: string[];
}

/** A device that has one's name. */
export interface Device {
	/** The fingerprint of its key. */
	id: string;
	name: string;
	added: string;
	/** When it came last. */
	seen: string;
	online: boolean;
	/** Whether it is this one. */
	here: boolean;
}

export interface Devices {
	devices: Device[];
}

/** A device brings an invitation of one's own, and waits to be confirmed. */
export interface Asking {
	device: string;
	address: string;
	/** There is nothing to answer any more. */
	over: boolean;
}

/** An invitation to a room, which waits for an answer. */
export interface Offer {
	room: string;
	/** Who invites. */
	from: string;
	at: string;
	topic: string;
	private: boolean;
	members: number;
}

/** The people whom one blocks, and who of them are guests. */
export interface Blocked {
	names: string[];
	guests: string[];
}

/** What came of a request that the server will not have. */
export interface Refusal {
	key: string;
	/** A sentence. */
	reason: string;
}

/** One thing that happened: exactly one member is set, or one that this page does not use. */
export interface Event {
	connection?: Connection;
	row?: Row;
	part?: RowPart;
	room?: RoomState;
	/** All who are connected: once for each connection, and when the page begins. */
	people?: People;
	presence?: PresenceChange;
	devices?: Devices;
	/** What may be kept of the server is used up, of a day or in all; or, when empty, is not any more. */
	quota?: { full: Full };
	asking?: Asking;
	refusal?: Refusal;
	/** All that wait, the newest first. */
	offers?: { offers: Offer[] };
	/** All of them. */
	blocked?: Blocked;
	/** Somebody is writing in a room. */
	typing?: { room: string; from: string };
	/** A moderator has closed a room that one was in. */
	closed?: Closed;
	/** To be shown: what a notification was about that was clicked. Without a seq only the room. */
	show?: { room: string; seq: number };
	/** A link to a server that was opened outside the window. */
	link?: string;
	/** What a person has to know although they asked for nothing: a sentence with a next step. */
	warning?: string;
	over?: string; // a warning that holds no more
	/** The rooms and rows so far are of another person or server. */
	forget?: boolean;
}

/** By whom a room was closed, `server` for its own terminal, and why. */
export interface Closed {
	room: string;
	by: string;
	own: boolean;
	reason: string;
}

/** Which part of what may be kept of a server is used up. */
export type Full = '' | 'day' | 'all';

export interface Settings {
	theme: ThemeChoice;
	/** Percent: 80 to 200. */
	textSize: number;
	/** What Enter does; Shift+Enter does the other. Ctrl+Enter always sends. */
	enter: 'send' | 'newline';
	language: Language;
	/** What to be told of rooms that say nothing else. */
	notify: Notify;
	doNotDisturb: boolean;
	/** Whether Confab starts with the system. */
	autostart: boolean;
	/** Whether the window, closed, goes on in the tray. */
	tray: boolean;
	/** Whether everything that was ever said is fetched quietly. */
	keepAll: boolean;
	/** Those used last, the last one first; before any were, the usual ones. */
	emoji: string[];
	/** The name used last. */
	name: string;
	/** Addresses used before, the last one first. */
	servers: string[];
}

/** What this system has. */
export interface System {
	tray: boolean;
	autostart: boolean;
	notifications: boolean;
	/** The folder that everything is kept in. */
	folder: string;
}

/** What the command line said. With both, Go is connecting already. */
export interface Launch {
	address: string;
	name: string;
}

/** The key of this device; `id` is its fingerprint, empty while it is not known. */
export interface ThisDevice {
	id: string;
	kept: 'keyring' | 'file' | '';
}

export interface Snapshot {
	version: string;
	device: ThisDevice;
	settings: Settings;
	launch: Launch;
	system: System;
	/** The room that was shown last; empty is the lobby. */
	room: string;
	/** To be taken like live ones. */
	events: Event[];
}

/** A link that lets somebody in. */
export interface Invitation {
	link: string;
	/** How long it is good for when it is made. */
	seconds: number;
	/** The link as a QR code without the quiet zone around it: a row of 1 (dark) and 0 for each line of modules. */
	qr: string[];
}

/** Whom an act is on, and how. */
export interface ActOn {
	name: string;
	/** Of a ban or a pardon, instead of a name. */
	address: string;
	/** Of a mute and a ban; 0 is for good. */
	minutes: number;
	reason: string;
	role: Role;
	/** Of a mute and a ban: also of a name that nobody has now. */
	force: boolean;
	/** The room that is closed, instead of a name. */
	room?: string;
}

/** One thing that was done; what does not belong to its act is empty. */
export interface AuditEntry {
	id: number;
	at: string;
	/** A name, or `server` for its own terminal. */
	by: string;
	/** An `Act`, `invite`, `redeem` or `remove`; perhaps one that this page does not know. */
	act: string;
	name: string;
	address: string;
	room: string;
	role: Role;
	until: string;
	reason: string;
}

export interface Audit {
	entries: AuditEntry[];
	more: boolean;
}

/** A mute or a ban that holds. */
export interface Sanction {
	id: number;
	/** `mute` or `ban`. */
	act: string;
	name: string;
	address: string;
	by: string;
	at: string;
	/** Empty is for good. */
	until: string;
	reason: string;
}

export interface Sanctions {
	/** Nobody gets a name that has none. */
	closed: boolean;
	entries: Sanction[];
	more: boolean;
}

/** Why Go would not do what was asked: decide by the code, show the sentence. */
export interface Problem {
	code: string;
	sentence: string;
}

/**
 * A rejected call carries its problem as JSON text, which Wails makes the message
 * of an Error; anything else is a fault of our own.
 */
export function problem(reason: unknown): Problem {
	const text = reason instanceof Error ? reason.message : reason;
	if (typeof text === 'string') {
		try {
			const { code, sentence } = JSON.parse(text) as Partial<Problem>;
			if (typeof code === 'string' && typeof sentence === 'string' && sentence) {
				return { code, sentence: translate(sentence) };
			}
		} catch {
			// Not ours: fall through.
		}
	}
	return { code: 'internal', sentence: t('wentWrong') };
}
