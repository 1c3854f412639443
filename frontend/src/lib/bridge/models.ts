// Written by build/models from Go's structs. Change those and run build/test bindings.

/** What a row is: the type of its event. A `gap` stands for what is not here yet, before the row that has its seq. */
export type RowKind =
	| 'message'
	| 'edit'
	| 'retract'
	| 'react'
	| 'pin'
	| 'remove'
	| 'open'
	| 'join'
	| 'leave'
	| 'invite'
	| 'topic'
	| 'close'
	| 'gap';

/** What has become of a message. A gap whose status is `removed` has come to the archive. */
export type Status = '' | 'edited' | 'retracted' | 'removed';

/** What somebody may do besides talking; empty for a guest. */
export type Role = '' | 'member' | 'moderator' | 'administrator';

/** What the words for a code need. What comes from people in them is plain text. */
export type Params = Record<string, string | number>;

/** Where this device's key is; empty while it is not known. */
export type Kept = '' | 'keyring' | 'file';

/** A change of a room that is about a message: a request of the protocol, see PROTOCOL.md. */
export type Change =
	| { type: 'say'; id: string; text: string; reply_to?: string }
	| { type: 'edit'; id: string; target: string; text: string }
	| { type: 'retract'; id: string; target: string }
	| { type: 'react'; id: string; target: string; emoji: string; off?: boolean }
	| { type: 'pin'; id: string; target: string; off?: boolean }
	| { type: 'remove'; id: string; target: string; reason?: string };

/** A Snapshot is all that a page needs after it has loaded. */
export interface Snapshot {
	version: string;
	settings: Settings;
	launch: Launch;
	device: ThisDevice;
	system: System;
	/** the one that was shown last */
	room: string;
	/** what has happened so far, to be taken like live ones */
	events: Event[];
}

/** An Event is one thing that happened, as a window is told of it: exactly one member is set. */
export interface Event {
	connection?: Connection;
	/** new, or another than before */
	row?: Row;
	/** of a row that the window may have: what of it is another now */
	part?: RowPart;
	/** likewise */
	room?: RoomState;
	/** all who are connected */
	people?: People;
	/** who of them has come and gone since */
	presence?: PresenceChange;
	devices?: Devices;
	asking?: Asking;
	refusal?: Refusal;
	typing?: Typing;
	quota?: Quota;
	/** all that wait */
	offers?: Offers;
	/** all whom the person blocks */
	blocked?: Blocked;
	closed?: Closed;
	servers?: Servers;
	show?: ShownPlace;
	/** on the window */
	dropped?: Attachment[];
	/** to a server, opened outside the window */
	link?: string;
	/** see Chat.Warn */
	warning?: Problem;
	/** of a Warning that holds no more */
	over?: string;
	/** everything so far is of another person or server */
	forget?: boolean;
}

/** An Ask says which page of a room is wanted: the rows before a place or after one, or around one with that among them; with none of the three the newest. */
export interface PageAsk {
	room: string;
	before: number;
	after: number;
	around: number;
	/** 1 to 200 */
	limit: number;
	flag?: string;
}

/** A Page is some rows of a room, the oldest first. Where something is missing there is a row more, of the kind Gap. */
export interface Page {
	rows: Row[];
	/** there are others before them, here or beyond a gap */
	older: boolean;
	/** and behind them */
	newer: boolean;
}

/** A Found is what a search has found, the newest first. */
export interface Found {
	hits: Hit[];
	/** what to ask for the next ones with; 0 if there are none */
	before: number;
}

/** A Written is a text as it would be sent, and what it is made of. */
export interface Written {
	text: string;
	parts?: Part[];
}

/** An Invitation is one as a window shows it. */
export interface Invitation {
	/** chat://… */
	link: string;
	/** how long it is good for from now */
	seconds: number;
	/** Link as a QR code, see qr.Rows */
	qr: string[];
}

/** Shared is a server's join link as a window shows it. */
export interface Shared {
	/** chat://…, without an invitation */
	link: string;
	/** Link as a QR code, see qr.Rows */
	qr: string[];
	mayNeedInvitation: boolean;
}

/** A Finding is one thing that was looked at. The catalogs have its words under doctor and its code. */
export interface Finding {
	code: string;
	kind: FindingKind;
	/** plain text */
	params?: Params;
	/** of which one mends it; none if no command does */
	commands: Command[];
}

/** A Subject is whom a moderation action is for, and its details. What an action does not need is left empty; wire.Moderate says what it needs. */
export interface ActOn {
	name: string;
	/** of a ban or an unban, instead of Name */
	address: string;
	/** of a mute and a ban; 0 has no end */
	minutes: number;
	/** one line of up to wire.MaxReason characters */
	reason: string;
	role: Role;
	/** that is closed, instead of Name */
	room?: string;
	/** of a mute and a ban: also of a name that no user has now */
	force: boolean;
}

/** A RoomList is a page of the rooms that every user can join, in the order of their names. */
export interface RoomList {
	rooms: ListedRoom[];
	/** to ask for the next page with; empty if there is none */
	after: string;
}

/** An Audit is a page of the audit log, the newest first. */
export interface Audit {
	entries: AuditEntry[];
	/** there are older ones */
	more: boolean;
}

/** Sanctions are a page of those in force, the newest first. */
export interface Sanctions {
	/** new names cannot be registered */
	closed: boolean;
	entries: Sanction[];
	/** there are older ones */
	more: boolean;
}

/** A Problem is an error for people: a code for what did not work, and what the words for it need. The words are the window's. Params are plain text, of which nothing is a secret, and which holds nothing that a terminal would obey. */
export interface Problem {
	code: string;
	params?: Params;
}

/** An Attachment is something that will be sent, as the page knows it. */
export interface Attachment {
	handle: string;
	/** clean, see wire.CleanName */
	name: string;
	/** bytes; of a folder as it will be sent */
	size: number;
	/** a media type */
	type: string;
	picture: boolean;
	width: number;
	height: number;
	folder: boolean;
	/** why it cannot be sent */
	problem?: Problem;
}

/** Settings is everything that is remembered. The zero value is not valid; see Default. */
export interface Settings {
	theme: ThemeChoice;
	/** in percent, 80 to 200 */
	textSize: number;
	enter: Enter;
	language: Language;
	/** of rooms that say nothing else */
	notify: Notify;
	doNotDisturb: boolean;
	/** whether the program starts with the system */
	autostart: boolean;
	/** whether the window, closed, goes on in the tray */
	tray: boolean;
	/** whether all that was ever said is fetched */
	keepAll: boolean;
	/** those used last, the last one first, 1 to 8; before any were, the usual ones */
	emoji: string[];
	/** the name used last, or empty */
	name: string;
	/** the servers used, host:port, the last one first */
	servers: string[];
	/** whether the person was connected and did not leave */
	connected: boolean;
	/** where the window was */
	window: Bounds;
}

/** Launch is what the program was started with on the command line. */
export interface Launch {
	address: string;
	name: string;
}

/** A Device is this device as servers know it. */
export interface ThisDevice {
	/** empty while it is not known, and if it cannot be had */
	id: string;
	/** where its key is */
	kept: Kept;
}

/** A System is what the system has that the program runs on. */
export interface System {
	tray: boolean;
	autostart: boolean;
	notifications: boolean;
	/** that everything is kept in */
	folder: string;
	/** the system's name of its user, as a name in the chat; empty if it cannot be one */
	user: string;
}

/** A Connection says how a session stands with its server, in what a window needs to show of it. */
export interface Connection {
	state: State;
	/** host:port; while Idle the one before, or empty */
	address: string;
	/** the name registered or asked for */
	you: string;
	/** when this state began, RFC 3339 with milliseconds */
	since: string;
	/** when the next try begins, RFC 3339 with milliseconds; only while Offline or Shutdown, and empty during a try */
	retryAt: string;
	/** own requests that the server has not answered */
	waiting: number;
	/** for Offline, Shutdown, Refused, for Connecting while another device has to confirm this one, and for Idle after a Connect that failed; else nil */
	reason: Problem | null;
	/** its name; empty before */
	server: string;
	/** its fingerprint; empty if it has not proved to have a key */
	serverKey: string;
	/** a join link has told that key: it was not only found at the first connect */
	verified: boolean;
	/** the person has no key, so that others can have the name later */
	guest: boolean;
	/** "member", "moderator" or "administrator"; empty for a guest, and where names are nobody's */
	role: Role;
	/** nothing may be said */
	muted: boolean;
	/** RFC 3339 with milliseconds; empty is for good; then, while Online, Muted ends */
	mutedUntil: string;
	/** as somebody wrote it; may be empty */
	mutedReason: string;
	line: number;
}

/** A Row is one event of a room as it is now: a message, or something else that happened there. It has the members of the event's body as they came, but for the text of a message, which is that of its newest edit and empty if it was retracted or removed, and for the reason, which is that of the removal. A later row with the same Key replaces it. */
export interface Row {
	key: string;
	/** its place; 0 while it waits */
	seq: number;
	room: string;
	/** the type of the event, see reducers.go, or Gap */
	kind: RowKind;
	/** the server's clock; this device's while it waits; the zero time for a gap */
	at: number;
	from: string;
	/** sent by the user, on this device or another */
	own: boolean;
	/** the ID of the message that an edit, a retraction, a reaction or a removal is about */
	target?: string;
	/** of a message and of an edit */
	text: string;
	/** of a message */
	files?: File[];
	/** the ID of the message that a message replies to */
	reply_to?: string;
	/** of a reaction */
	emoji?: string;
	/** the reaction is taken off */
	off?: boolean;
	/** of a topic, and of a room that is opened */
	topic?: string;
	/** of a room that is opened */
	private?: boolean;
	/** the two of a direct message that is opened */
	with?: string[];
	/** who is invited */
	name?: string;
	/** of a removal, and of a room that is closed */
	reason?: string;
	offer?: boolean;
	/** the sender has no account, see ByGuest */
	guest?: boolean;
	/** the text is that of the newest edit, see EditedBody */
	edited?: boolean;
	/** of the text; none if it is text and nothing else */
	parts?: Part[];
	state: MessageState;
	/** Edited, Retracted, Removed or empty */
	status: Status;
	/** who removed it */
	by: string;
	/** the message that it replies to; nil if that is not here */
	quote: Quote | null;
	reactions: Reaction[];
	/** the types of events that have set a flag on it */
	flags?: string[];
	/** from another user, and meant for this one: by name, or in a direct message */
	mention: boolean;
}

/** A Part is what is another now of a row that stays what it was otherwise: its text, which may be long, is not said again for each reaction. */
export interface RowPart {
	room: string;
	key: string;
	seq: number;
	/** if it quotes something else now */
	quote?: Quote;
	/** if it has others; of a row that has none any more Bare says so */
	reactions?: Reaction[];
	bare?: boolean;
}

/** A Room is one as it stands for whoever reads it. */
export interface RoomState {
	name: string;
	topic: string;
	members: number;
	private: boolean;
	/** the two of a room of two; else empty */
	with: string[];
	/** one is in it no more */
	left: boolean;
	/** of the newest row that is here; 0 if there is none */
	seq: number;
	/** when that was; the zero time if there is none */
	at: number;
	/** how far one has read */
	read: number;
	/** messages of others behind that; at most 1,000, which is more */
	unread: number;
	/** those of them that are meant for oneself */
	mentions: number;
	draft: string;
	/** empty if it was never set */
	notify: Notify;
}

/** People are those who are connected to the server, in order. Guests and Moderators are some of them; administrators are among the Moderators. */
export interface People {
	names: string[];
	guests: string[];
	moderators: string[];
}

/** A Presence is what has become of the People said before it. Who has come may have been there: what is said of them holds from now on. Applied to People that know of it already, it changes nothing that a later one does not say again. */
export interface PresenceChange {
	came?: string[];
	/** of those who came */
	guests?: string[];
	/** of those who came; administrators are among them */
	moderators?: string[];
	went?: string[];
}

/** Devices are all of them, in the server's order. */
export interface Devices {
	devices: Device[];
}

/** An Asking is a device that brings an invitation of the person's, and waits for Confirm. */
export interface Asking {
	/** its fingerprint */
	device: string;
	/** where it comes from */
	address: string;
	/** there is nothing to confirm any more */
	over: boolean;
}

/** A Refusal is what came of a request that the server will not have. The request is forgotten: whoever made it may make it again, with the same key. */
export interface Refusal {
	key: string;
	reason: Problem | null;
}

/** Typing says that somebody else is writing in a room now. It is said again while that goes on, and not when it is over. */
export interface Typing {
	room: string;
	from: string;
}

/** A Quota says which part of what may be stored of the server is used up: "day", "all", or empty when there is room. */
export interface Quota {
	full: Full;
}

/** Offers are all that wait, the newest first. */
export interface Offers {
	offers: Offer[];
}

/** Blocked are the users whom the user blocks, in the server's order. Guests are those of Names that are guests' names: an account that has such a name later is not blocked. */
export interface Blocked {
	names: string[];
	guests: string[];
}

/** Closed says that a moderator has closed a room that the person was in. */
export interface Closed {
	room: string;
	/** a name, or "server" for its own terminal */
	by: string;
	/** the person has done it, here or on another device */
	own: boolean;
	/** may be empty */
	reason: string;
}

/** Servers are those that the user can pick, as long as they are looked for. */
export interface Servers {
	servers: Server[];
}

/** A Place is one in a room's timeline; without a Seq the room's newest. */
export interface ShownPlace {
	room: string;
	seq: number;
}

/** A Hit is a message that fits. */
export interface Hit {
	key: string;
	seq: number;
	room: string;
	at: number;
	from: string;
	guest: boolean;
	/** what was said around the first word that fits, on one line */
	text: string;
	/** where in it the words are: begin and end, in UTF-16 units */
	marks: [number, number][];
}

/** A Part is a stretch of a text that is something. Its numbers count UTF-16 units, as a window does; [Cut] is for those who do not. */
export interface Part {
	kind: PartKind;
	from: number;
	to: number;
	/** of code: how much of its beginning is not shown … */
	open?: number;
	/** … and how much of its end */
	close?: number;
	/** of a link: what it opens, if that is not what is written */
	url?: string;
}

/** A Kind says how much a finding matters. */
export type FindingKind = 'good' | 'note' | 'fault';

/** A Command mends a finding, when it is run in a terminal. */
export interface Command {
	/** the firewall that it is for, as people call it; empty if it is this machine's own */
	for: string;
	text: string;
}

/** A ListedRoom is a room that every user can join. */
export interface ListedRoom {
	name: string;
	topic: string;
	members: number;
	/** of its last event, by the server's clock; the zero time if that has expired */
	at: number;
}

/** An AuditEntry is one action of the server's audit log. What it does not have is empty. */
export interface AuditEntry {
	id: number;
	/** RFC 3339 with milliseconds */
	at: string;
	/** a name, or "server" for its own terminal */
	by: string;
	act: string;
	name: string;
	address: string;
	room: string;
	role: Role;
	until: string;
	reason: string;
}

/** A Sanction is a mute or a ban in force. */
export interface Sanction {
	id: number;
	act: string;
	name: string;
	address: string;
	by: string;
	at: string;
	/** by this device's clock; empty has no end */
	until: string;
	reason: string;
}

/** Theme is how the window looks. */
export type ThemeChoice = 'system' | 'light' | 'dark';

/** Enter is what the Enter key does where a message is written. */
export type Enter = 'send' | 'newline';

/** Language is the window's. */
export type Language = 'system' | 'en' | 'de';

/** Notify is what the person wants to be told of. */
export type Notify = 'all' | 'mentions' | 'nothing';

/** A Window is where the window was, in pixels as the system counts them. Of a maximised one the rest says where it goes when it is that no more. Without a width it was nowhere yet. */
export interface Bounds {
	x: number;
	y: number;
	width: number;
	height: number;
	maximised: boolean;
}

/** State is where a session stands with its server. */
export type State = 'idle' | 'connecting' | 'online' | 'offline' | 'shutdown' | 'refused';

/** A File is one of a message. Hash and Size are the server's word, and so is that Preview is there; the rest is what the sender says of it. */
export interface File {
	/** SHA-256 of its bytes in hex; empty until the server has it */
	hash?: string;
	/** bytes */
	size: number;
	/** as CleanName has it */
	name: string;
	/** a media type, RFC 6838; says nothing that can be relied on */
	type?: string;
	width?: number;
	/** of a picture in pixels, as it is meant to be seen */
	height?: number;
	/** the colour that the picture is on the whole, #rrggbb */
	tint?: string;
	/** the hash of a small JPEG of the picture */
	preview?: string;
	/** what is on the picture, in the sender's words */
	alt?: string;
}

/** MessageState is how far a message of the user's own has come. */
export type MessageState = 'waiting' | 'sent';

/** A Quote is the message that another one answers. */
export interface Quote {
	key: string;
	seq: number;
	from: string;
	/** how it begins: up to 200 characters */
	text: string;
	status: Status;
	/** of the message, whose text may be empty with them */
	files?: File[];
}

/** A Reaction is one emoji under a message, and who put it there, the first one first. */
export interface Reaction {
	emoji: string;
	names: string[];
	/** oneself is among them */
	own: boolean;
}

/** A Device is one of those that the person's name belongs to. */
export interface Device {
	/** its fingerprint */
	id: string;
	/** may be empty */
	name: string;
	/** RFC 3339 with milliseconds */
	added: string;
	/** when it came last; empty if it never has */
	seen: string;
	/** it is connected */
	online: boolean;
	/** it is this one */
	here: boolean;
}

/** A Full says which part of a Quota is used up; empty is none. */
export type Full = '' | 'day' | 'all';

/** An Offer is an invitation to a room that waits until the user accepts it with Join or declines it with Decline. */
export interface Offer {
	room: string;
	/** the user who invites */
	from: string;
	/** the server's clock, RFC 3339 with milliseconds */
	at: string;
	topic: string;
	private: boolean;
	members: number;
}

/** A Server is one that a user can pick. */
export interface Server {
	/** names it in Find; the same as long as it is listed */
	id: string;
	/** as it calls itself; empty if that is not known */
	name: string;
	/** host:port */
	address: string;
	standing: Standing;
	/** a join link has told its key */
	verified: boolean;
	/** it announces itself on this network */
	heard: boolean;
	/** online now; 0 unless Heard */
	people: number;
	/** to register a new name */
	invitationNeeded: boolean;
	/** it has the name of a known server and another key */
	impostor: boolean;
	/** addresses that announce it and do not have its key */
	others: number;
	/** the beginning of its key, if another one has the same name */
	short: string;
	/** why it is Unreachable; else nil */
	reason: Problem | null;
}

/** A Kind is what a part of a text is. */
export type PartKind = 'link' | 'mention' | 'you' | 'code' | 'fence' | 'emoji';

/** Standing is how well a Server is known. A server is Known or New only once it has proved its key at its address. */
export type Standing = 'checking' | 'new' | 'known' | 'changed' | 'unreachable' | 'wrong';
