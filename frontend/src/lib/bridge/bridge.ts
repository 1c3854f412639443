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
}

export type State = 'idle' | 'connecting' | 'online' | 'offline' | 'shutdown' | 'refused';
export type MessageState = 'waiting' | 'sent';
export type ThemeChoice = 'system' | 'light' | 'dark';

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
}

/** One message of a room. A later one with the same key replaces it. */
export interface Message {
	key: string;
	/** Its place among messages and changes; 0 while it waits. */
	seq: number;
	room: string;
	at: string;
	from: string;
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
	/** `edit`, `retract` and others; perhaps one that this page does not know. */
	type: string;
	/** The key of the message that an edit or a retraction is about. */
	target: string;
	/** The new text of an edit. */
	text: string;
}

/** Those who are connected to the server. */
export interface People {
	names: string[];
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

export interface Snapshot {
	version: string;
	settings: Settings;
	launch: Launch;
	/** To be taken like live ones. */
	events: Event[];
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
