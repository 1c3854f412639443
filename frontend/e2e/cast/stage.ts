import type { Page } from '@playwright/test';
import type { Connection, Event, Problem, RoomState, Row, Snapshot, Written } from '../../src/lib/bridge/bridge';
import { aServer, aText } from '../../src/lib/bridge/fake';

/** The moment at which every scene plays. */
export const now = new Date('2026-03-12T10:26:00Z');

/** A moment as Go writes it, so many seconds from now. */
export const ms = (seconds: number): number => now.getTime() + seconds * 1000;
export const at = (seconds: number): string => new Date(ms(seconds)).toISOString();

export const address = '192.168.4.20:54307';

const script = '**/window/runtime.js';

/** Gives the page fixed data in place of what Go would say, and a clock that stands still. */
export async function play(page: Page, scene: Scene): Promise<void> {
	await page.clock.setFixedTime(now);
	await page.unroute(script); // of the scene before
	await page.route(script, (route) => route.fulfill({ contentType: 'text/javascript', body: runtime(scene) }));
	await page.reload();
	await page.getByRole('main').waitFor();
	if (scene.rows) await page.getByRole('log').locator('time').first().waitFor();
	await scene.act?.(page);
}

export interface Scene {
	snapshot: Snapshot;
	/** What was said in the room that is shown. */
	rows?: Row[];
	/** What Connect answers. */
	refusal?: Problem;
	/** What other bound methods answer, by their names. */
	answers?: Record<string, unknown>;
	/** What a person does before the picture is taken. */
	act?: (page: Page) => Promise<void>;
}

function runtime({ snapshot, rows = [], refusal, answers }: Scene): string {
	return `
		const answers = ${JSON.stringify({ Page: { rows, older: false, newer: false }, ...answers, Ready: snapshot })};
		const refusals = { Connect: ${JSON.stringify(refusal && JSON.stringify(refusal))} };
		// What is told later goes to window.hear.
		window.runtime = { EventsOnMultiple: (_, hear) => { window.hear = hear; return () => {}; } };
		window.go = { main: { App: new Proxy({}, { get: (_, name) => async () => {
			if (refusals[name] !== undefined) throw refusals[name];
			return answers[name];
		} }) } };
	`;
}

let count = 0;

export const first: Scene = { snapshot: snapshot([], { name: '', servers: [] }) };

export const connect: Scene = {
	snapshot: snapshot(
		[
			{
				servers: {
					servers: [
						aServer({ id: 'key a', address, standing: 'known', verified: true }),
						aServer({ id: '2', name: 'Physics', address: '192.168.4.31:54307', people: 3 }),
						aServer({ id: '3', name: 'Workshop', address: 'workshop.local:54307', standing: 'known', people: 0 }),
					],
				},
			},
		],
		{ name: 'alice', servers: [address] },
	),
};

export const refused: Scene = {
	...connect,
	refusal: {
		code: 'name-taken',
		params: { name: 'alice' },
	},
};

export const talk: Row[] = [
	say(-2700, 'bob', 'morning! who is in today?'),
	say(-2640, 'eve', 'me, upstairs until noon'),
	say(-2590, 'alice', 'here as well'),
	say(-1260, 'bob', 'the printer in lab 3 is out of paper again'),
	say(-1245, 'bob', aText('and the new stack is at ', ['link', 'http://intranet.local/supplies?room=lab3'])),
	say(-1020, 'alice', 'I can bring some up.\nAnything else from the ground floor?'),
	{ ...say(-990, 'eve', aText(['you', '@alice'], ' a coffee? ', ['emoji', '☕'])), mention: true },
	say(-420, 'nikolaos', aText('does somebody know why ', ['code', 'make test'], ' stops here?')),
	say(-405, 'nikolaos', aText(['fence', '--- FAIL: TestResume (0.00s)\n    seq is 41, want 42'])),
	say(-180, 'دانا', 'صباح الخير! رأيت هذا الخطأ بالأمس'),
	say(-120, 'bob', aText(['mention', '@nikolaos'], ' pull first, it was mended this morning')),
	say(-60, 'alice', 'lunch at 12, as always?'),
];

const beside: Row[] = [
	say(-30, 'bob', 'sure. shall we take the long table?'),
	say(-15, 'eve', aText('yes please ', ['emoji', '🙂'])),
];
const all = [...talk, ...beside];

export const chat: Scene = { snapshot: snapshot([...online(), ...rooms()]), rows: all };

export const offline: Scene = {
	snapshot: snapshot([
		{
			connection: connection({
				state: 'offline',
				since: at(-40),
				retryAt: at(8),
				waiting: 1,
				reason: { code: 'refused', params: { address } },
			}),
		},
		...rooms(),
	]),
	rows: [...all, waiting(-5, 'the long one, by the window')],
};

export const shutdown: Scene = {
	snapshot: snapshot([
		{
			connection: connection({ state: 'shutdown', since: at(-2), retryAt: at(3), reason: { code: 'bye-shutdown' } }),
		},
		...rooms(),
	]),
	rows: all,
};

export const empty: Scene = { snapshot: snapshot(online()) };

const roughTalk: Row[] = [
	say(-90_000, 'w'.repeat(32), 'yesterday'),
	say(-300, 'w'.repeat(32), 'x'.repeat(400)),
	say(-240, 'bob', aText('see ', ['link', `https://example.org/${'path/'.repeat(60)}`])),
	say(-180, 'דנה', 'בוקר טוב, the mixed one ‮ and on'),
	say(-30, 'bob', Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n')),
	{ ...say(-20, 'eve', 'lunch at 12, not at 11'), status: 'edited' },
	{ ...say(-18, 'eve', ''), status: 'retracted' },
	waiting(-10, 'not yet'),
];

/** Long names, long words, what failed, what was edited and taken back, and what is written from right to left. */
export const rough: Scene = { snapshot: snapshot([...online(), ...roughRooms()]), rows: roughTalk };

export const refusedBack: Scene = {
	snapshot: snapshot([
		{
			connection: connection({
				state: 'refused',
				reason: { code: 'name-taken', params: { name: 'alice' } },
			}),
		},
	]),
};

export function snapshot(events: Event[], settings: Partial<Snapshot['settings']> = {}): Snapshot {
	return {
		version: '1.0',
		device: { id: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg', kept: 'keyring' },
		settings: {
			theme: 'system',
			textSize: 100,
			enter: 'send',
			language: 'system',
			notify: 'mentions',
			doNotDisturb: false,
			autostart: false,
			tray: true,
			keepAll: false,
			emoji: ['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '👎'],
			name: 'alice',
			servers: [address],
			...settings,
		},
		launch: { address: '', name: '' },
		system: {
			tray: true,
			autostart: true,
			notifications: true,
			folder: '/srv/alice/.local/share/confab',
			user: 'alice',
		},
		room: '',
		events,
	};
}

export function connection(part: Partial<Connection>): Connection {
	return {
		state: 'online',
		address,
		you: 'alice',
		since: at(-3600),
		retryAt: '',
		waiting: 0,
		reason: null,
		server: 'Lab 3',
		serverKey: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
		verified: true,
		guest: false,
		role: 'member',
		muted: false,
		mutedUntil: '',
		mutedReason: '',
		line: 65536,
		...part,
	};
}

export function online(): Event[] {
	return [
		{ connection: connection({}) },
		{ people: { names: ['alice', 'bob', 'eve', 'nikolaos', 'دانا'], guests: ['eve'], moderators: ['bob'] } },
	];
}

/** A few rooms: with what is new, without it, private, muted, and of two. */
export function rooms(): Event[] {
	return [
		room('lobby', { topic: 'Everyone on this server · bench bookings go in #experiments', members: 7 }),
		room('experiments', { topic: 'What runs, and until when', unread: 5, mentions: 2, members: 4 }),
		room('printer', { unread: 3 }),
		room('ship-it', { notify: 'nothing', unread: 12 }),
		room('thesis', { private: true }),
		room('@alice,bob', { with: ['alice', 'bob'], private: true, at: ms(-4000) }),
		room('@alice,chidi', { with: ['alice', 'Chidi'], private: true, at: ms(-200), unread: 1, mentions: 1 }),
		room('@alice,zoe', { with: ['Zoë', 'alice'], private: true, at: ms(-9000) }),
	];
}

/** Long names, long topics, and more than anybody counts. */
function roughRooms(): Event[] {
	return [
		room('lobby', { topic: 'a topic that goes on and on '.repeat(10).trim(), members: 1234 }),
		room('x'.repeat(64), { unread: 1000, mentions: 1000 }),
		room('a-room-with-a-rather-long-name', { unread: 1000, private: true }),
		room('מעבדה', { unread: 2, mentions: 1 }),
		room('@alice,w', { with: ['alice', 'w'.repeat(32)], private: true, at: ms(-300), unread: 1000, mentions: 1000 }),
	];
}

export function room(name: string, part: Partial<RoomState> = {}): Event {
	return {
		room: {
			name,
			topic: '',
			members: 2,
			private: false,
			with: [],
			left: false,
			seq: 40,
			at: ms(-3600),
			read: 40,
			unread: 0,
			mentions: 0,
			draft: '',
			notify: 'mentions',
			...part,
		},
	};
}

export function say(seconds: number, from: string, said: string | Written): Row {
	count++;
	return {
		key: `key ${count}`,
		seq: count,
		room: 'lobby',
		kind: 'message',
		at: ms(seconds),
		from,
		guest: from === 'eve',
		own: from === 'alice',
		...(typeof said === 'string' ? { text: said } : said),
		state: 'sent',
		status: '',
		by: '',
		quote: null,
		reactions: [],
		mention: false,
	};
}

/** What the server has not placed yet. */
function waiting(seconds: number, text: string): Row {
	return { ...say(seconds, 'alice', text), seq: 0, state: 'waiting' };
}
