/**
 * What the window may ask of Go, and what Go tells the window. The rest of the
 * page knows this interface and nothing of Wails.
 */
export interface Bridge {
	/** Everything the page needs to begin; live events follow through `listen`. */
	ready(): Promise<Snapshot>;
	/** Calls back for every event from now on, in the order they happened. */
	listen(hear: (event: Event) => void): () => void;
	/** Resolves once registered; rejects with a `Problem`. */
	connect(address: string, name: string): Promise<void>;
	/** Resolves when Go has taken the message over; rejects with a `Problem`. */
	send(room: string, key: string, text: string): Promise<void>;
	reconnect(): Promise<void>;
	leave(): Promise<void>;
	setTheme(theme: ThemeChoice): Promise<void>;
	openLink(url: string): Promise<void>;
	copy(text: string): Promise<void>;

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
export type Act = 'mute' | 'ban' | 'kick' | 'pardon' | 'role' | 'release' | 'close' | 'open';

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
}

/** One message of a room. A later one with the same key replaces it. */
export interface Message {
	key: string;
	/** Its place among messages and changes; 0 while it waits. */
	seq: number;
	room: string;
	at: string;
	from: string;
	/** Whether its sender had no key: then anybody may have that name another time. */
	guest: boolean;
	text: string;
	/** The key of the message that it answers, or empty. */
	re: string;
	own: boolean;
	state: MessageState;
}

/** Anything else that happened in a room. It may come before the message that it is about. */
export interface Change {
	key: string;
	seq: number;
	room: string;
	at: string;
	from: string;
	guest: boolean;
	/** `edit`, `retract`, a moderator's `remove` and others; perhaps one that this page does not know. */
	type: string;
	/** The key of the message that an edit, a retraction or a removal is about. */
	target: string;
	/** The new text of an edit. */
	text: string;
	/** Why something was removed, or empty. */
	reason: string;
}

/** Those who are connected to the server, and who of them are guests and moderators. */
export interface People {
	names: string[];
	guests: string[];
	/** Administrators are among them. */
	moderators: string[];
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

/** What came of a request that the server will not have. */
export interface Refusal {
	key: string;
	/** A sentence. */
	reason: string;
}

/** One thing that happened: exactly one member is set, or one that this page does not use. */
export interface Event {
	connection?: Connection;
	message?: Message;
	change?: Change;
	people?: People;
	devices?: Devices;
	asking?: Asking;
	refusal?: Refusal;
	/** The messages so far are of another person or server. */
	forget?: boolean;
}

export interface Settings {
	theme: ThemeChoice;
	/** The name used last. */
	name: string;
	/** Addresses used before, the last one first. */
	servers: string[];
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
	/** To be taken like live ones. */
	events: Event[];
}

/** A link that lets somebody in, until then. */
export interface Invitation {
	link: string;
	until: string;
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
			if (typeof code === 'string' && typeof sentence === 'string' && sentence) return { code, sentence };
		} catch {
			// Not ours: fall through.
		}
	}
	return { code: 'internal', sentence: 'Something went wrong inside Confab. Try again, or start it anew.' };
}
