import type { Bridge, Change, Connection, Event, Message, Settings, Snapshot } from './bridge';

/** A bridge with nobody behind it: it notes what it is asked and says what a test lets it say. */
export class FakeBridge implements Bridge {
	/** Every call, as `[verb, ...arguments]`. */
	readonly calls: unknown[][] = [];
	/** Set one to decide how a verb ends; otherwise it resolves at once. */
	answers: Partial<Record<string, (...args: never[]) => Promise<void>>> = {};
	snapshot: Snapshot = {
		version: 'test',
		settings: { theme: 'system', name: '', servers: [] },
		launch: { address: '', name: '' },
		events: [],
	};
	#hear = new Set<(event: Event) => void>();

	/** The calls of one verb, without its name. */
	asked(verb: string): unknown[][] {
		return this.calls.filter(([v]) => v === verb).map(([, ...args]) => args);
	}

	emit(event: Event): void {
		for (const hear of this.#hear) hear(event);
	}

	settings(part: Partial<Settings>): void {
		this.snapshot.settings = { ...this.snapshot.settings, ...part };
	}

	listen(hear: (event: Event) => void): () => void {
		this.#hear.add(hear);
		return () => this.#hear.delete(hear);
	}

	ready = async () => this.snapshot;
	connect = (address: string, name: string) => this.#do('connect', address, name);
	send = (room: string, key: string, text: string) => this.#do('send', room, key, text);
	reconnect = () => this.#do('reconnect');
	leave = () => this.#do('leave');
	setTheme = (theme: string) => this.#do('setTheme', theme);
	openLink = (url: string) => this.#do('openLink', url);
	copy = (text: string) => this.#do('copy', text);

	#do(verb: string, ...args: string[]): Promise<void> {
		this.calls.push([verb, ...args]);
		return this.answers[verb]?.(...(args as never[])) ?? Promise.resolve();
	}
}

/** A refusal, as Wails hands it on. */
export function refusal(code: string, sentence: string): Promise<never> {
	return Promise.reject(new Error(JSON.stringify({ code, sentence })));
}

export function aConnection(part: Partial<Connection> = {}): Connection {
	return {
		state: 'online',
		address: '127.0.0.1:54307',
		you: 'alice',
		since: new Date().toISOString(),
		retryAt: '',
		waiting: 0,
		reason: '',
		...part,
	};
}

let seq = 0;
export function aMessage(part: Partial<Message> = {}): Message {
	seq++;
	return {
		key: `key-${seq}`,
		seq,
		room: 'lobby',
		at: new Date().toISOString(),
		from: 'bob',
		text: `line ${seq}`,
		re: '',
		own: false,
		state: 'sent',
		...part,
	};
}

export function aChange(part: Partial<Change> & Pick<Change, 'type'>): Change {
	seq++;
	return {
		key: `key-${seq}`,
		seq,
		room: 'lobby',
		at: new Date().toISOString(),
		from: 'bob',
		target: '',
		text: '',
		...part,
	};
}
