import type {
	Act,
	ActOn,
	Audit,
	Bridge,
	Change,
	Connection,
	Device,
	Event,
	Invitation,
	Message,
	People,
	Role,
	Sanctions,
	Settings,
	Snapshot,
} from './bridge';

/** A bridge with nobody behind it: it notes what it is asked and says what a test lets it say. */
export class FakeBridge implements Bridge {
	/** Every call, as `[verb, ...arguments]`. */
	readonly calls: unknown[][] = [];
	/** Set one to decide how a verb ends; otherwise it resolves at once. */
	answers: Partial<Record<string, (...args: never[]) => Promise<unknown>>> = {};
	snapshot: Snapshot = {
		version: 'test',
		device: { id: fingerprint('here'), kept: 'keyring' },
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
	devices = () => this.#do('devices');
	pair = () => this.#do<Invitation>('pair');
	confirm = (device: string, yes: boolean) => this.#do('confirm', device, yes);
	renameDevice = (device: string, name: string) => this.#do('renameDevice', device, name);
	revoke = (device: string) => this.#do('revoke', device);
	invite = (role: Role) => this.#do<Invitation>('invite', role);
	remove = (room: string, target: string, reason: string) => this.#do('remove', room, target, reason);
	moderate = (act: Act, on: ActOn) => this.#do('moderate', act, on);
	audit = (before: number) => this.#do<Audit>('audit', before);
	sanctions = (before: number) => this.#do<Sanctions>('sanctions', before);

	#do<T = void>(verb: string, ...args: unknown[]): Promise<T> {
		this.calls.push([verb, ...args]);
		return (this.answers[verb]?.(...(args as never[])) ?? Promise.resolve(otherwise[verb]?.())) as Promise<T>;
	}
}

/** What is answered where a test does not say. */
const otherwise: Record<string, () => unknown> = {
	pair: anInvitation,
	invite: anInvitation,
	audit: () => ({ entries: [], more: false }),
	sanctions: () => ({ closed: false, entries: [], more: false }),
};

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
		server: 'Lab 3',
		serverKey: fingerprint('server'),
		verified: false,
		guest: false,
		role: 'member',
		muted: false,
		mutedUntil: '',
		mutedReason: '',
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
		guest: false,
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
		guest: false,
		target: '',
		text: '',
		reason: '',
		...part,
	};
}

export function people(names: string[], part: Partial<People> = {}): { people: People } {
	return { people: { names, guests: [], moderators: [], ...part } };
}

export function aDevice(part: Partial<Device> = {}): Device {
	return {
		id: fingerprint(part.name ?? 'laptop'),
		name: 'laptop',
		added: new Date().toISOString(),
		seen: new Date().toISOString(),
		online: false,
		here: false,
		...part,
	};
}

/** One that is good for five minutes; its code is a picture of nothing. */
export function anInvitation(part: Partial<Invitation> = {}): Invitation {
	return {
		link: `chat://192.168.4.20:54307#k=${fingerprint('server')}&t=a1-B2_c3`,
		until: new Date(Date.now() + 5 * 60_000).toISOString(),
		qr: ['1110111', '1010101', '1110111', '0000000', '1110100', '1010011', '1110101'],
		...part,
	};
}

/** Something that looks like the fingerprint of a key, the same for the same word. */
export function fingerprint(word: string): string {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	let state = [...word].reduce((sum, c) => (Math.imul(sum, 31) + c.codePointAt(0)!) >>> 0, 7);
	return Array.from({ length: 43 }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return letters[state >>> 26];
	}).join('');
}
