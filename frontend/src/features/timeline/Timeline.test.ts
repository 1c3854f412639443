import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { aConnection, aRoom, aRow, refusal } from '$lib/bridge/fake';
import type { PageAsk, RoomState, Row } from '$lib/bridge/bridge';
import { mostLoaded, pageSize } from '$lib/chat/history.svelte';
import { online, show } from '../../testing/show';
import Timeline from './Timeline.svelte';

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

interface Given {
	/** What the archive has. */
	rows?: Row[];
	state?: Partial<RoomState>;
}

async function timeline({ rows = [], state = {} }: Given = {}) {
	const begun = await online({ you: 'alice' });
	const { bridge, session } = begun;
	bridge.answers.page = async ({ before, around, limit }: PageAsk) => {
		const end = before ? rows.findIndex((r) => r.seq >= before) : around ? around + limit / 2 : rows.length;
		const from = Math.max(0, end - limit);
		return { rows: rows.slice(from, end), older: from > 0, newer: end < rows.length };
	};
	session.rooms.shown.clear();
	bridge.emit({ room: aRoom({ seq: rows.at(-1)?.seq ?? 0, ...state }) });
	await session.rooms.shown.open();
	session.rooms.front = true;
	show(session, Timeline, { room: session.rooms.shown });
	await settled();
	const hear = async (...parts: Partial<Row>[]) => {
		for (const part of parts) bridge.emit({ row: aRow(part) });
		await tick();
	};
	const log = screen.getByRole('log', { name: 'Messages in lobby' });
	return { ...begun, room: session.rooms.shown, hear, log, user: userEvent.setup() };
}

const settled = () => new Promise((done) => setTimeout(done));
const many = (n: number) =>
	Array.from({ length: n }, (_, i) => aRow({ key: `k${i + 1}`, seq: i + 1, text: `no ${i + 1}.` }));
const drawn = (log: HTMLElement) =>
	within(log)
		.queryAllByText(/^no \d+\.$/)
		.map((e) => e.textContent);

/** Makes a list that has no layout seem scrolled: jsdom draws nothing. */
function scroll(list: HTMLElement, to: number, height = 5000) {
	Object.defineProperty(list, 'scrollHeight', { value: height, configurable: true });
	Object.defineProperty(list, 'clientHeight', { value: 500, configurable: true });
	list.scrollTop = to;
	list.dispatchEvent(new Event('scroll'));
	return settled();
}

/** What is given says whether somebody sees what was watched last: jsdom has no sight. */
function sight() {
	let see = (_seen: boolean) => {};
	vi.stubGlobal(
		'IntersectionObserver',
		class {
			constructor(call: (entries: { isIntersecting: boolean }[]) => void) {
				see = (isIntersecting) => call([{ isIntersecting }]);
			}
			observe() {}
			disconnect() {}
		},
	);
	return (seen: boolean) => see(seen);
}

/** Gives every row a height, so that there is a layout to keep still. */
function layOut(list: HTMLElement, height = 20) {
	const rows = () => [...list.querySelectorAll<HTMLElement>('[data-key]')];
	Object.defineProperty(list, 'clientHeight', { value: 500, configurable: true });
	Object.defineProperty(list, 'scrollHeight', { get: () => rows().length * height, configurable: true });
	vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
		const at = rows().indexOf(this);
		return at < 0 ? new DOMRect(0, 0, 0, 500) : new DOMRect(0, at * height - list.scrollTop, 0, height);
	});
	return { at: (text: string) => rows().findIndex((r) => r.textContent.includes(text)) * height - list.scrollTop };
}

test('an empty room says what to expect', async () => {
	const { log, hear } = await timeline();
	expect(log).toHaveTextContent(/Nothing has been said here yet/);
	await hear({ text: 'hello' });
	expect(log).not.toHaveTextContent(/Nothing has been said/);
});

test('hostile text stays text', async () => {
	const { log, hear } = await timeline();
	await hear({ text: 'plain' }, { text: 'plain', from: 'bob' });
	const kinds = () => new Set(Array.from(log.querySelectorAll('*'), (e) => e.localName));
	const before = kinds();
	const text = '<img src=x onerror=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">x</a> &lt;b>';
	await hear({ text, from: '<b>eve</b>' });
	expect(log).toHaveTextContent(text);
	expect(log).toHaveTextContent('<b>eve</b>');
	expect(kinds()).toEqual(before);
});

test('links, code and names are told apart; only one’s own is strong', async () => {
	const { log, hear } = await timeline();
	await hear({ text: '@Alice see https://example.org/x, `code`, ask @bob' });
	expect(screen.getByRole('link', { name: 'https://example.org/x' })).toHaveAttribute('href', 'https://example.org/x');
	expect(screen.getByText('code').localName).toBe('code');
	expect(screen.getByText('@Alice')).toHaveClass('you');
	expect(screen.getByText('@bob')).not.toHaveClass('you');
	expect(log).toHaveTextContent('@Alice see https://example.org/x, code, ask @bob');
});

test('a message that is for oneself stands out, but not in a room of two', async () => {
	const { bridge, session, hear, log } = await timeline();
	await hear({ text: 'for all' }, { text: 'for you', mention: true });
	expect(log.querySelectorAll('.for-you')).toHaveLength(1);
	expect(log.querySelector('.for-you')).toHaveTextContent('for you');
	bridge.emit({ room: aRoom({ with: ['alice', 'bob'], seq: session.rooms.shown.state.seq }) });
	await tick();
	expect(log.querySelector('.for-you')).toBeNull();
	expect(log).toHaveAccessibleName('Messages in bob');
});

test('fenced code is copied as it was written, through Go', async () => {
	const { bridge, hear } = await timeline();
	await hear({ text: '```\na  =  1\n\tb\n```' });
	await userEvent.click(screen.getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([['a  =  1\n\tb']]);
	expect(screen.getByRole('button', { name: 'Copied' })).toBeVisible();
});

test('messages of one author stand together under one name, days apart; what else happens is told', async () => {
	const { log, hear } = await timeline();
	const at = (day: number, minute: number) => new Date(2026, 10, day, 13, minute).toISOString();
	await hear(
		{ at: at(18, 0) },
		{ at: at(19, 0) },
		{ at: at(19, 1) },
		{ at: at(19, 9) },
		{ at: at(19, 9), kind: 'join', from: 'eve' },
		{ at: at(19, 9), kind: 'join', from: 'zoe' },
		{ at: at(19, 9), from: 'eve' },
	);
	const names = [...log.querySelectorAll('.by bdi')].map((n) => n.textContent);
	expect(names).toEqual(['bob', 'bob', 'bob', 'eve']);
	expect(log).toHaveTextContent(/18 November.*19 November.*eve and zoe joined/);
	const time = log.querySelector('time')!;
	expect(time).toHaveTextContent('13:00');
	expect(time.title).toMatch(/18 November 2026/);
	expect(time.dateTime).toBe(at(18, 0));
});

test('a guest is told apart from somebody of the same name, and is one at once when it is oneself', async () => {
	const { bridge, room, log, hear } = await timeline();
	await hear({ text: 'one' }, { text: 'two', guest: true }, { text: 'three', guest: true });
	bridge.emit({ connection: aConnection({ guest: true, role: '' }) });
	room.send('mine');
	await tick();
	const authors = [...log.querySelectorAll('.by')].map((by) => by.textContent.replace(/\s*\d\d:\d\d/, '').trim());
	expect(authors).toEqual(['bob', 'bob guest', 'alice guest']);
});

test('an own message: at once, then how far it has come', async () => {
	const { session, room, bridge, log } = await timeline();
	let taken = () => {};
	bridge.answers.send = () => new Promise<void>((resolve) => (taken = resolve));
	room.send('mine');
	await tick();
	expect(log).toHaveTextContent(/alice.*mine.*sending/);

	const key = bridge.asked('send')[0][1] as string;
	session.connection.apply(aConnection({ state: 'offline' }));
	await tick();
	expect(log).toHaveTextContent('waiting for the connection');
	bridge.emit({ row: aRow({ key, own: true, from: 'alice', text: 'mine' }) });
	taken();
	await tick();
	expect(log).toHaveTextContent(/mine\s*On the server/);
	expect(within(log).getAllByText('mine')).toHaveLength(1);
});

test('a failed message says why and is retried under its key', async () => {
	const { room, bridge, log } = await timeline();
	bridge.answers.send = () => refusal('invalid-text', 'Too long. Split it.');
	await room.send('mine');
	await tick();
	expect(log).toHaveTextContent('Not sent. Too long. Split it.');
	delete bridge.answers.send;
	await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
	expect(bridge.asked('send')[1]).toEqual(bridge.asked('send')[0]);
	expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
});

test('what has become of a message stands in its place, and why something did not', async () => {
	const { room, bridge, log, hear } = await timeline();
	await hear({ seq: 1, key: 'a', text: 'lunch at 11', own: true }, { seq: 2, key: 'b', text: 'a secret' });
	await hear(
		{ seq: 1, key: 'a', text: 'lunch at 12', fate: 'edited', own: true },
		{ seq: 2, key: 'b', text: '', fate: 'retracted' },
	);
	expect(log).toHaveTextContent(/lunch at 12.*edited.*This message was taken back\./);
	expect(log).not.toHaveTextContent(/lunch at 11|a secret/);
	bridge.answers.edit = () => refusal('not-allowed', 'It is too old.');
	await room.edit(room.rows[0], 'lunch at 13');
	await tick();
	expect(log).toHaveTextContent(/lunch at 12.*That did not work\. It is too old\./);
	await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
	expect(log).not.toHaveTextContent('too old');
	await hear({ seq: 1, key: 'a', text: '', fate: 'removed', by: 'server', own: true });
	expect(log).toHaveTextContent("Removed by the server's terminal.");
	expect(log).not.toHaveTextContent(/lunch|edited/);
});

test('whoever reads further up is left alone, and told what is below', async () => {
	const { log, hear } = await timeline();
	await hear({});
	await scroll(log, 4500);
	expect(screen.queryByRole('button', { name: /newest|new message/ })).toBeNull();

	await scroll(log, 1000);
	expect(screen.getByRole('button', { name: 'Jump to the newest' })).toBeVisible();
	await hear({}, { own: true });
	expect(screen.getByRole('button', { name: '1 new message' })).toBeVisible();
	await hear({}, { kind: 'join' });
	expect(log.scrollTop).toBe(1000);

	await userEvent.click(screen.getByRole('button', { name: '2 new messages' }));
	expect(log.scrollTop).toBe(5000);
	await hear({});
	expect(screen.queryByRole('button', { name: /newest|new message/ })).toBeNull();
});

test('writing goes to the end', async () => {
	const { room, log, hear } = await timeline();
	await hear({});
	await scroll(log, 4500);
	await scroll(log, 1000);
	room.send('mine');
	await tick();
	expect(log.scrollTop).toBe(5000);

	await scroll(log, 1000); // and does not hold anybody there while it is on its way
	await hear({});
	expect(log.scrollTop).toBe(1000);
});

test('of ten thousand messages a few pages are drawn, and what is read keeps its place when others come', async () => {
	const { log, room } = await timeline({ rows: many(10_000) });
	expect(drawn(log)).toHaveLength(50);
	const { at } = layOut(log);
	log.scrollTop = 900;
	await fireEvent.scroll(log); // the end, before somebody goes up
	const pages = (mostLoaded - 50) / pageSize + 2; // the last two push out the newest
	for (let page = 1; page <= pages; page++) {
		log.scrollTop = 300;
		const read = drawn(log)[20];
		const before = at(read);
		await fireEvent.scroll(log);
		await settled();
		expect(log.scrollTop).not.toBe(300);
		expect(at(read)).toBe(before);
	}
	expect(drawn(log)).toHaveLength(mostLoaded);
	expect(drawn(log)[0]).toBe(`no ${10_001 - mostLoaded - 2 * pageSize}.`);
	expect(room.atNewest).toBe(false);
	await userEvent.click(screen.getByRole('button', { name: 'Jump to the newest' }));
	expect(drawn(log).at(-1)).toBe('no 10000.');
	expect(log.scrollTop).toBe(1000);
});

test('a jump goes to the message and marks it for a moment', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	const opened = timeline({ rows: many(1000) });
	await vi.advanceTimersByTimeAsync(1);
	const { log, room } = await opened;
	layOut(log);
	const jumped = room.jumpTo(500);
	await vi.advanceTimersByTimeAsync(1);
	await jumped;
	await tick();
	expect(log.querySelector('.marked')).toHaveTextContent('no 500.');
	expect(log.scrollTop).toBe(24 * 20 - 240);
	expect(screen.getByRole('button', { name: 'Jump to the newest' })).toBeVisible();
	expect(log.querySelector('.tools')!.closest('.message')).toHaveTextContent('no 500.');
	await vi.advanceTimersByTimeAsync(2000);
	expect(log.querySelector('.marked')).toBeNull();
});

test('pages of what was said before are not announced, what is said is', async () => {
	const { log, bridge, hear } = await timeline({ rows: many(300) });
	const aloud = () => vi.waitFor(() => expect(log).toHaveAttribute('aria-live', 'polite'));
	await aloud();
	const answer = bridge.answers.page!;
	let come = () => {};
	bridge.answers.page = (async (ask: never) => {
		await new Promise<void>((go) => (come = go));
		return answer(ask);
	}) as never;
	await userEvent.click(screen.getByRole('button', { name: 'Show earlier messages' }));
	expect(log).toHaveAttribute('aria-live', 'off');
	expect(log).toHaveTextContent('Fetching …');
	come();
	await settled();
	expect(drawn(log)).toHaveLength(50 + pageSize);
	expect(log).toHaveAttribute('aria-live', 'off'); // a browser looks at what was drawn a while later
	await aloud();
	await hear({ seq: 301 }, { seq: 302 });
	expect(log).toHaveAttribute('aria-live', 'polite');
	for (const row of many(400).slice(302)) bridge.emit({ row }); // as from a server that one has just come to
	await tick();
	expect(log).toHaveAttribute('aria-live', 'off');
});

test('where what is new begins further up, a button leads there until somebody sees it', async () => {
	const see = sight();
	const { log, room, bridge, session } = await timeline({ rows: many(300), state: { read: 100, unread: 200 } });
	const above = () => screen.queryByRole('button', { name: /new messages? above$/ });
	expect(above()).toHaveTextContent('200 new messages above');
	await userEvent.click(above()!);
	await settled();
	expect(bridge.asked('page').at(-1)).toMatchObject([{ around: 101 }]);
	expect(log).toHaveTextContent(/no 100\..*New.*no 101\./);
	see(true);
	await tick();
	expect(above()).toBeNull();

	// Whoever comes back to the window finds it, too, but not where the line is in sight.
	await room.toNewest();
	for (const seen of [false, true]) {
		session.rooms.front = false;
		await tick();
		bridge.emit({ room: aRoom({ seq: 301, read: 300, unread: 1 }) });
		bridge.emit({ row: aRow({ key: `late ${seen}`, seq: seen ? 302 : 301, text: 'late' }) });
		await tick();
		see(seen);
		session.rooms.front = true;
		await tick();
		expect(above() === null).toBe(seen);
	}
});

test('what could not be loaded says why, and is asked for again', async () => {
	const { log, bridge } = await timeline({ rows: many(300) });
	const answer = bridge.answers.page;
	bridge.answers.page = () => refusal('internal', 'The archive cannot be read.');
	await userEvent.click(screen.getByRole('button', { name: 'Show earlier messages' }));
	expect(screen.getByRole('alert')).toHaveTextContent('The archive cannot be read.');
	bridge.answers.page = answer;
	await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
	expect(drawn(log)).toHaveLength(50 + pageSize);
});

test('what nobody has seen begins under a line, and is read once somebody sees it', async () => {
	const { log, hear, bridge, session } = await timeline({ rows: many(3), state: { read: 2, unread: 1 } });
	expect(log).toHaveTextContent(/no 2\..*New.*no 3\./);
	await vi.waitFor(() => expect(bridge.asked('read')).toEqual([['lobby', 3]]));
	session.rooms.front = false;
	await tick();
	expect(log).not.toHaveTextContent('New');
	await hear({ seq: 4, text: 'fresh' });
	expect(log).toHaveTextContent(/no 3\..*New.*fresh/);
	expect(bridge.asked('read')).toHaveLength(1);
	session.rooms.front = true;
	await vi.waitFor(() => expect(bridge.asked('read')).toHaveLength(2));
	expect(log).toHaveTextContent(/no 3\..*New.*fresh/);
});

test('whoever scrolls up just as something is said is not thrown back', async () => {
	const { log, hear } = await timeline();
	await hear({});
	await scroll(log, 4500);
	log.scrollTop = 1000; // the browser says so with the next frame
	await hear({});
	expect(log.scrollTop).toBe(1000);
	expect(screen.getByRole('button', { name: /newest/ })).toBeVisible();
});

test('whoever only passes by has read nothing', async () => {
	const { bridge, room } = await timeline({ rows: many(3), state: { read: 2, unread: 1 } });
	cleanup(); // another room is shown before anybody can have read
	await new Promise((done) => setTimeout(done, 400));
	expect(bridge.asked('read')).toEqual([]);
	expect(room.firstUnread).toBe('k3');
});

test('offline, what is missing above a few messages is not asked for without end', async () => {
	const rows = [aRow({ seq: 8, kind: 'gap', key: 'gap-8' }), aRow({ seq: 8, text: 'behind it' })];
	const { bridge, log, room } = await timeline();
	Object.defineProperty(log, 'clientHeight', { value: 500, configurable: true });
	const enough = 20; // or else the test would not end either
	bridge.answers.page = () =>
		bridge.asked('page').length > enough ? new Promise(() => {}) : Promise.resolve({ rows, older: true, newer: false });
	room.clear();
	await room.open();
	for (let i = 0; i < 5; i++) await settled();
	expect(bridge.asked('page')).toHaveLength(3); // when it was entered, at the start, and now
});

test('the cursor stays with the messages when what had it is gone', async () => {
	const { bridge, room, log, user } = await timeline();
	bridge.answers.send = () => refusal('invalid-text', 'Too long. Split it.');
	for (const press of ['Retry', 'Discard']) {
		await room.send(press);
		await tick();
		delete bridge.answers.send;
		screen.getByRole('button', { name: press }).focus();
		await user.keyboard('{Enter}');
		await settled();
		expect(screen.queryByRole('button', { name: press })).toBeNull();
		expect(log).toHaveFocus();
		bridge.answers.send = () => refusal('invalid-text', 'Too long. Split it.');
	}
});

test('where something is missing, that is asked for when it is seen and there is a connection', async () => {
	const see = sight();
	const rows = [aRow({ seq: 8, kind: 'gap', key: 'gap-8' }), aRow({ seq: 8, text: 'behind it' })];
	const { log, bridge, session } = await timeline({ rows });
	bridge.answers.page = async () => ({ rows: [aRow({ seq: 7, text: 'what was missing' })], older: false, newer: true });
	session.apply({ connection: aConnection({ state: 'offline' }) });
	see(true);
	await tick();
	const asked = bridge.asked('page').length;
	expect(log).toHaveTextContent('Older messages are fetched when the connection is back.');
	session.apply({ connection: aConnection() });
	await settled();
	expect(bridge.asked('page')).toHaveLength(asked + 1);
	expect(log).toHaveTextContent(/what was missing.*behind it/);
});

test('an answer shows what it answers, and goes there', async () => {
	const { bridge, hear, room } = await timeline({ rows: many(300) });
	const quote = { key: 'k20', seq: 20, from: 'zoe', text: 'who has it?', fate: '' as const };
	await hear({ text: 'me', re: 'k20', quote }, { text: 'and me', re: 'lost' });
	expect(screen.getByText('a message that is not here')).toBeVisible();
	const line = screen.getByRole('button', { name: 'In answer to zoe who has it?' });
	await userEvent.click(line);
	expect(bridge.asked('page').at(-1)).toMatchObject([{ around: 20 }]);
	expect(room.view.target).toEqual({ seq: 20 });
});

test('reactions are pressed and let go, and say who', async () => {
	const { bridge, hear, user } = await timeline();
	await hear({ key: 'a', seq: 1, reactions: [{ emoji: '👍', names: ['bob', 'eve'], own: false }] });
	const chip = () => screen.getByRole('button', { name: /^👍/ });
	expect(chip()).toHaveAccessibleName('👍 2: bob and eve');
	expect(chip()).toHaveAttribute('title', '👍 bob and eve');
	expect(chip()).toHaveAttribute('aria-pressed', 'false');
	await user.click(chip());
	expect(chip()).toHaveAttribute('aria-pressed', 'true');
	expect(chip()).toHaveAccessibleName('👍 3: bob, eve and alice');
	await user.click(chip());
	expect(bridge.asked('react').map((c) => c.slice(2))).toEqual([
		['a', '👍', false],
		['a', '👍', true],
	]);
});

test('another reaction is picked, by a search, without a mouse', async () => {
	const { bridge, hear, user } = await timeline();
	await hear({ key: 'a', seq: 1 });
	screen.getByRole('button', { name: /message of bob/ }).focus();
	await user.keyboard('{ArrowLeft}{ArrowLeft}');
	const react = screen.getByRole('button', { name: 'React' });
	expect(react).toHaveFocus();
	await user.keyboard('{Enter}');
	const field = screen.getByLabelText('Search for an emoji');
	await vi.waitFor(() => expect(screen.getByText('Flags')).toBeInTheDocument());
	expect(field).toHaveFocus();
	await user.keyboard('tada{Enter}');
	expect(bridge.asked('react').map((c) => c.slice(2))).toEqual([['a', '🎉', false]]);
	expect(screen.queryByLabelText('Search for an emoji')).toBeNull();
	expect(react).toHaveFocus();
});

test('the messages are one stop of Tab, and the arrows go through them', async () => {
	const { log, hear, user } = await timeline();
	await hear({ text: 'one', from: 'eve' }, { text: 'two', own: true, from: 'alice' }, { text: 'three' });
	const stops = () =>
		within(log)
			.getAllByRole('button')
			.filter((b) => b.tabIndex === 0);
	const here = () => document.activeElement!.closest('.message');
	expect(stops()).toHaveLength(1);
	stops()[0].focus();
	expect(here()).toHaveTextContent('three');
	await user.keyboard('{ArrowUp}');
	expect(here()).toHaveTextContent('two');
	await hear({ text: 'four' });
	expect(here()).toHaveTextContent('two');
	await user.keyboard('{Home}');
	expect(here()).toHaveTextContent('one');
	await user.keyboard('{End}');
	expect(here()).toHaveTextContent('four');
	expect(stops()).toHaveLength(1);
});

test('with Alt the arrows are for the rooms, wherever the cursor is', async () => {
	const { hear, user } = await timeline();
	await hear({ text: 'one' }, { text: 'two' });
	const button = screen.getByRole('button', { name: /message of bob/ });
	button.focus();
	await user.keyboard('{Alt>}{ArrowDown}{ArrowUp}{/Alt}');
	expect(button).toHaveFocus();
	expect(screen.queryByRole('menu')).toBeNull();
});

test('a message’s menu has what one may do with it', async () => {
	const { bridge, room, hear, user } = await timeline();
	await hear({ seq: 1, key: 'a', text: 'theirs' }, { seq: 2, key: 'b', text: 'mine', own: true, from: 'alice' });
	const items = () => screen.getAllByRole('menuitem').map((i) => i.textContent.trim());
	const open = async (name: string) => {
		await user.keyboard('{Escape}');
		screen.getByRole('button', { name: `What you can do about the message of ${name}` }).focus();
		await user.keyboard('{Enter}');
	};
	await open('alice');
	expect(items()).toEqual(['Reply', 'React…', 'Edit', 'Copy text', 'Mark unread from here', 'Take back']);
	await user.click(screen.getByRole('menuitem', { name: 'Edit' }));
	expect(room.writing.edits?.key).toBe('b');
	await open('alice');
	await user.click(screen.getByRole('menuitem', { name: 'Take back' }));
	expect(bridge.asked('retract')[0][2]).toBe('b');
	await open('alice');
	expect(items()).toEqual(['Mark unread from here']);
	await user.keyboard('{Escape}{ArrowUp}');
	await open('bob');
	expect(items()).toEqual(['Reply', 'React…', 'Copy text', 'Mark unread from here']);
	await user.click(screen.getByRole('menuitem', { name: 'Reply' }));
	expect(room.writing.answers?.key).toBe('a');
	await open('bob');
	await user.click(screen.getByRole('menuitem', { name: 'Mark unread from here' }));
	expect(bridge.asked('markUnread')).toEqual([['lobby', 1]]);
	await open('bob');
	await user.click(screen.getByRole('menuitem', { name: 'Copy text' }));
	expect(bridge.asked('copy')).toEqual([['theirs']]);
});
