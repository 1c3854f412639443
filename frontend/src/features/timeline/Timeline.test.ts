import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { aConnection, aRoom, aRow, refusal } from '$lib/bridge/fake';
import { pageSize } from '$lib/chat/history.svelte';
import { drawn, layOut, many, scroll, settled, sight, timeline } from '../../testing/timeline';

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

test('an empty room says what to expect', async () => {
	const { log, hear } = await timeline();
	expect(log).toHaveTextContent(/No messages yet/);
	await hear({ text: 'hello' });
	expect(log).not.toHaveTextContent(/No messages yet/);
});

test('a room that cannot be read says why, not that nothing was said, and shows what is said now', async () => {
	const { bridge, room, log, hear } = await timeline({ rows: many(3) });
	bridge.answers.page = () => refusal('archive-damaged');
	room.clear();
	await room.open();
	await tick();
	expect(log).toHaveTextContent(/The archive on this computer is damaged\./);
	expect(log).not.toHaveTextContent(/No messages yet/);
	bridge.answers.say = async () => {};
	await room.send('mine');
	await tick();
	expect(log).toHaveTextContent(/mine/);
	const key = bridge.changes('say')[0].id;
	await hear({ key, text: 'mine', seq: 4, own: true });
	expect(log).toHaveTextContent(/mine/);
	await hear({ key: 'k5', text: 'theirs', seq: 5 });
	expect(log).toHaveTextContent(/mine.*theirs/);

	bridge.answers.page = async () => ({ rows: many(3), older: false, newer: false });
	await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
	await tick();
	expect(log).not.toHaveTextContent(/damaged/);
	expect(room.rows.map((r) => r.text)).toEqual(['no 1.', 'no 2.', 'no 3.', 'mine', 'theirs']);
});

test('whoever reads further up is left alone, and told what is below', async () => {
	const { log, hear } = await timeline();
	await hear({});
	await scroll(log, 4500);
	expect(screen.queryByRole('button', { name: /latest|new message/ })).toBeNull();

	await scroll(log, 1000);
	expect(screen.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
	await hear({}, { own: true });
	expect(screen.getByRole('button', { name: '1 new message' })).toBeVisible();
	await hear({}, { kind: 'join' });
	expect(log.scrollTop).toBe(1000);

	await userEvent.click(screen.getByRole('button', { name: '2 new messages' }));
	expect(log.scrollTop).toBe(5000);
	await hear({});
	expect(screen.queryByRole('button', { name: /latest|new message/ })).toBeNull();
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

// How much stays loaded is in history.test.ts.
test('what is read keeps its place when earlier pages come', async () => {
	const { log } = await timeline({ rows: many(200) });
	expect(drawn(log)).toHaveLength(50);
	const { at } = layOut(log);
	log.scrollTop = 900;
	await fireEvent.scroll(log); // the end, before somebody goes up
	for (let page = 1; page <= 2; page++) {
		log.scrollTop = 300;
		const read = drawn(log)[20];
		const before = at(read);
		await fireEvent.scroll(log);
		await settled();
		expect(log.scrollTop).not.toBe(300);
		expect(at(read)).toBe(before);
	}
	expect(drawn(log)[0]).toBe(`no ${201 - 50 - 2 * pageSize}.`);
	await userEvent.click(screen.getByText('Jump to latest')); // by its role it takes seconds among so many buttons
	expect(log.scrollTop).toBe(log.scrollHeight);
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
	expect(screen.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
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
	await userEvent.click(screen.getByRole('button', { name: 'Load earlier messages' }));
	expect(log).toHaveAttribute('aria-live', 'off');
	expect(log).toHaveTextContent('Loading…');
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
	bridge.answers.page = () => refusal('archive-unusable');
	await userEvent.click(screen.getByRole('button', { name: 'Load earlier messages' }));
	expect(screen.getByRole('alert')).toHaveTextContent("The message archive on this computer isn't available.");
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
	expect(screen.getByRole('button', { name: /latest/ })).toBeVisible();
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
	bridge.answers.say = () => refusal('text-too-long');
	for (const press of ['Retry', 'Discard']) {
		await room.send(press);
		await tick();
		delete bridge.answers.say;
		screen.getByRole('button', { name: press }).focus();
		await user.keyboard('{Enter}');
		await settled();
		expect(screen.queryByRole('button', { name: press })).toBeNull();
		expect(log).toHaveFocus();
		bridge.answers.say = () => refusal('text-too-long');
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
	expect(log).toHaveTextContent("Older messages load when you're back online.");
	session.apply({ connection: aConnection() });
	await settled();
	expect(bridge.asked('page')).toHaveLength(asked + 1);
	expect(log).toHaveTextContent(/what was missing.*behind it/);
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
	const button = screen.getByRole('button', { name: /bob's message/ });
	button.focus();
	await user.keyboard('{Alt>}{ArrowDown}{ArrowUp}{/Alt}');
	expect(button).toHaveFocus();
	expect(screen.queryByRole('menu')).toBeNull();
});
