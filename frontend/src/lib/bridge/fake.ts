import type {
	Act,
	ActOn,
	Attachment,
	Audit,
	Bridge,
	Change,
	Connection,
	Device,
	Event,
	File,
	FilesAsk,
	FilesFound,
	Finding,
	ExportFormat,
	Found,
	Invitation,
	Notify,
	Params,
	Page,
	PageAsk,
	Part,
	PartKind,
	People,
	Role,
	RoomList,
	RoomState,
	Row,
	Sanctions,
	Server,
	Settings,
	Shared,
	Snapshot,
	Transfer,
	TransferAct,
	Written,
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
		settings: {
			theme: 'system',
			textSize: 100,
			enter: 'send',
			language: 'system',
			notify: 'mentions',
			doNotDisturb: false,
			autostart: false,
			tray: false,
			keepAll: false,
			emoji: ['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '👎'],
			name: '',
			servers: [],
		},
		launch: { address: '', name: '' },
		system: { tray: true, autostart: true, notifications: true, folder: '/srv/alice/confab', user: '' },
		room: '',
		events: [],
	};
	#hear = new Set<(event: Event) => void>();

	/** The calls of one verb, without its name. */
	asked(verb: string): unknown[][] {
		return this.calls.filter(([v]) => v === verb).map(([, ...args]) => args);
	}

	/** The changes of one type that it was asked for. */
	changes<T extends Change['type']>(type: T): Extract<Change, { type: T }>[] {
		return this.asked(type).map(([, change]) => change as Extract<Change, { type: T }>);
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
	discover = (on: boolean) => this.#do('discover', on);
	lookHarder = () => this.#do('lookHarder');
	enter = (id: string, name: string) => this.#do('enter', id, name);
	diagnose = (address: string) => this.#do<Finding[]>('diagnose', address);
	share = () => this.#do<Shared>('share');
	change = (room: string, change: Change) => this.#do(change.type, room, change);
	parse = (text: string) => this.#do<Written>('parse', text);
	page = (ask: PageAsk) => this.#do<Page>('page', ask);
	search = (query: string, room: string, before: number) => this.#do<Found>('search', query, room, before);
	read = (room: string, seq: number) => this.#do('read', room, seq);
	markUnread = (room: string, seq: number) => this.#do('markUnread', room, seq);
	setDraft = (room: string, text: string) => this.#do('setDraft', room, text);
	setNotify = (room: string, notify: Notify) => this.#do('setNotify', room, notify);
	typing = (room: string) => this.#do('typing', room);
	look = (room: string, front: boolean) => this.#do('look', room, front);
	openRoom = (name: string, topic: string, isPrivate: boolean) => this.#do('openRoom', name, topic, isPrivate);
	listRooms = (search: string, after: string) => this.#do<RoomList>('listRooms', search, after);
	joinRoom = (name: string) => this.#do('joinRoom', name);
	leaveRoom = (name: string) => this.#do('leaveRoom', name);
	setTopic = (room: string, topic: string) => this.#do('setTopic', room, topic);
	inviteTo = (room: string, name: string) => this.#do('inviteTo', room, name);
	decline = (room: string) => this.#do('decline', room);
	block = (name: string) => this.#do('block', name);
	unblock = (name: string) => this.#do('unblock', name);
	direct = (name: string) => this.#do<string>('direct', name);
	members = (room: string) => this.#do<string[]>('members', room);
	exportRoom = (room: string, format: ExportFormat) => this.#do<string>('exportRoom', room, format);
	hasFiles = true;
	pickFiles = () => this.#do<Attachment[]>('pickFiles');
	pickFolder = () => this.#do<Attachment[]>('pickFolder');
	pasteFiles = () => this.#do<Attachment[]>('pasteFiles');
	attachBytes = (name: string, base64: string) => this.#do<Attachment[]>('attachBytes', name, base64);
	detach = (handles: string[]) => this.#do('detach', handles);
	transfer = (room: string, id: string, index: number, act: TransferAct) => this.#do('transfer', room, id, index, act);
	openFile = (room: string, id: string, index: number) => this.#do('openFile', room, id, index);
	saveFile = (room: string, id: string, index: number) => this.#do('saveFile', room, id, index);
	showFile = (room: string, id: string, index: number) => this.#do('showFile', room, id, index);
	copyPicture = (room: string, id: string, index: number) => this.#do('copyPicture', room, id, index);
	files = (ask: FilesAsk) => this.#do<FilesFound>('files', ask);
	beginning = (file: File) => this.#do<string>('beginning', file);
	openFolder = () => this.#do('openFolder');
	keepGoing = () => this.#do('keepGoing');
	reconnect = () => this.#do('reconnect');
	leave = () => this.#do('leave');
	saveSettings = (settings: Settings) => this.#do('saveSettings', settings);
	openLink = (url: string) => this.#do('openLink', url);
	copy = (text: string) => this.#do('copy', text);
	setZone = (name: string) => this.#do('setZone', name);
	devices = () => this.#do('devices');
	pair = () => this.#do<Invitation>('pair');
	confirm = (device: string, yes: boolean) => this.#do('confirm', device, yes);
	renameDevice = (device: string, name: string) => this.#do('renameDevice', device, name);
	revoke = (device: string) => this.#do('revoke', device);
	invite = (role: Role) => this.#do<Invitation>('invite', role);
	moderate = (act: Act, on: ActOn) => this.#do('moderate', act, on);
	audit = (before: number) => this.#do<Audit>('audit', before);
	sanctions = (before: number) => this.#do<Sanctions>('sanctions', before);

	#do<T = void>(verb: string, ...args: unknown[]): Promise<T> {
		this.calls.push([verb, ...args]);
		return (this.answers[verb]?.(...(args as never[])) ?? Promise.resolve(otherwise[verb]?.(...args))) as Promise<T>;
	}
}

/** What is answered where a test does not say. */
const otherwise: Record<string, (...args: unknown[]) => unknown> = {
	parse: (text) => ({ text }),
	page: () => ({ rows: [], older: false, newer: false }),
	search: () => ({ hits: [], before: 0 }),
	diagnose: () => [],
	share: () => ({ link: 'chat://192.168.4.20:54307', qr: ['10', '01'], mayNeedInvitation: true }),
	direct: () => '@alice,bob',
	members: () => ['alice', 'bob'],
	exportRoom: () => '',
	pickFiles: () => [],
	pickFolder: () => [],
	pasteFiles: () => [],
	attachBytes: () => [],
	files: () => ({ files: [], before: 0 }),
	beginning: () => '',
	pair: () => anInvitation(),
	invite: () => anInvitation(),
	audit: () => ({ entries: [], more: false }),
	sanctions: () => ({ closed: false, entries: [], more: false }),
};

/** A refusal, as Wails hands it on. */
export function refusal(code: string, params?: Params): Promise<never> {
	return Promise.reject(new Error(JSON.stringify({ code, params })));
}

export function aConnection(part: Partial<Connection> = {}): Connection {
	return {
		state: 'online',
		address: '127.0.0.1:54307',
		you: 'alice',
		since: new Date().toISOString(),
		retryAt: '',
		waiting: 0,
		reason: null,
		server: 'Lab 3',
		serverKey: fingerprint('server'),
		verified: false,
		guest: false,
		role: 'member',
		muted: false,
		mutedUntil: '',
		mutedReason: '',
		line: 65536,
		...part,
	};
}

let seq = 0;

/** A message, unless its kind is another. */
export function aRow(part: Partial<Row> = {}): Row {
	seq++;
	return {
		key: `key-${seq}`,
		seq,
		room: 'lobby',
		kind: 'message',
		at: Date.now(),
		from: 'bob',
		own: false,
		text: `line ${seq}`,
		state: 'sent',
		status: '',
		by: '',
		quote: null,
		reactions: [],
		mention: false,
		...part,
	};
}

/** A text with parts, as Go has read it: `aText('see ', ['link', 'https://example.org/'])`; of code what is shown. */
export function aText(...pieces: (string | [kind: PartKind, shown: string, url?: string])[]): Required<Written> {
	const parts: Part[] = [];
	let text = '';
	for (const piece of pieces) {
		if (typeof piece === 'string') {
			text += piece;
			continue;
		}
		const [kind, shown, url] = piece;
		const [open, close] = kind === 'code' ? ['`', '`'] : kind === 'fence' ? ['```\n', '\n```'] : ['', ''];
		const from = text.length;
		text += open + shown + close;
		parts.push({ kind, from, to: text.length, open: open.length, close: close.length, url });
	}
	return { text, parts };
}

export function aRoom(part: Partial<RoomState> = {}): RoomState {
	return {
		name: 'lobby',
		topic: '',
		members: 2,
		private: false,
		with: [],
		left: false,
		seq: 0,
		at: 0,
		read: 0,
		unread: 0,
		mentions: 0,
		draft: '',
		notify: 'mentions',
		...part,
	};
}

/** A file of a message, no picture unless a test says so. */
export function aFile(part: Partial<File> = {}): File {
	return {
		hash: hashOf(part.name ?? 'plan.pdf'),
		size: 96_000_000,
		name: 'plan.pdf',
		type: 'application/pdf',
		...part,
	};
}

export function aPicture(part: Partial<File> = {}): File {
	const name = part.name ?? 'bench.jpg';
	const looks = { type: 'image/jpeg', width: 4032, height: 3024, tint: '#7a6f55' };
	return aFile({ ...looks, size: 2_400_000, name, preview: hashOf(`preview of ${name}`), ...part });
}

/** Something that will be sent. */
export function anAttachment(part: Partial<Attachment> = {}): Attachment {
	const none = { type: 'application/pdf', picture: false, width: 0, height: 0, folder: false };
	return { handle: 'h1', name: 'plan.pdf', size: 96_000_000, ...none, ...part };
}

export function aTransfer(part: Partial<Transfer> = {}): Transfer {
	const whole = { done: 184_000_000, size: 297_000_000, speed: 41_000_000, saved: false };
	return { room: 'lobby', id: 'k', index: 0, up: false, state: 'active', ...whole, ...part };
}

/** Something that looks like a hash, the same for the same word. */
export function hashOf(word: string): string {
	let state = [...word].reduce((sum, c) => (Math.imul(sum, 31) + c.codePointAt(0)!) >>> 0, 7);
	return Array.from({ length: 64 }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return (state >>> 28).toString(16);
	}).join('');
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
		seconds: 5 * 60,
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

/** A server of the list, unless a test says otherwise one that is new. */
export function aServer(part: Partial<Server> = {}): Server {
	return {
		id: '1',
		name: 'Lab 3',
		address: '192.168.4.20:54307',
		standing: 'new',
		verified: false,
		heard: true,
		people: 7,
		invitationNeeded: false,
		impostor: false,
		others: 0,
		short: '',
		reason: null,
		...part,
	};
}
