import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeBridge, aRoom, aRow, refusal } from '$lib/bridge/fake';
import type { PageAsk, RoomState, Row } from '$lib/bridge/bridge';
import { mostLoaded, pageSize } from './history.svelte';
import { Room } from './room.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A bridge that has rows, as the archive does. */
function archive(rows: Row[]) {
	const bridge = new FakeBridge();
	bridge.answers.page = async ({ before, after, around, limit }: PageAsk) => {
		let [from, to] = [rows.length - limit, rows.length];
		if (before) [from, to] = [rows.findIndex((r) => r.seq >= before) - limit, rows.findIndex((r) => r.seq >= before)];
		if (after)
			[from, to] = [
				rows.findLastIndex((r) => r.seq <= after) + 1,
				rows.findLastIndex((r) => r.seq <= after) + 1 + limit,
			];
		if (around)
			[from, to] = [around - limit / 2, around + limit / 2].map(
				(d) => rows.findIndex((r) => r.seq >= around) + d - around,
			);
		from = Math.max(0, from);
		return { rows: rows.slice(from, to), older: from > 0, newer: to < rows.length };
	};
	return bridge;
}
const many = (n: number) =>
	Array.from({ length: n }, (_, i) => aRow({ key: `k${i + 1}`, seq: i + 1, text: `${i + 1}` }));

async function open(rows: Row[] = [], state: Partial<RoomState> = {}) {
	const bridge = archive(rows);
	const room = new Room(aRoom({ seq: rows.at(-1)?.seq ?? 0, ...state }), bridge);
	await room.open();
	return { bridge, room };
}
const texts = (room: Room) => room.rows.map((r) => r.text);
const ends = (room: Room) => [room.rows[0].seq, room.rows.at(-1)!.seq, room.rows.length];
/** Loads what is above, until as much is loaded as may be. */
async function fill(room: Room) {
	while (room.rows.length < mostLoaded) await room.loadOlder();
}
const keyOf = (bridge: FakeBridge, n: number, verb = 'send') => bridge.asked(verb)[n][1] as string;

describe('what is loaded', () => {
	test('is the newest page first, then what is above, and never more than a few pages', async () => {
		const { room } = await open(many(1000));
		expect(ends(room)).toEqual([951, 1000, 50]);
		expect([room.older, room.atNewest]).toEqual([true, true]);
		room.view.following = false;
		await room.loadOlder();
		expect(ends(room)).toEqual([951 - pageSize, 1000, 50 + pageSize]);
		await fill(room);
		expect(ends(room)).toEqual([601, 1000, mostLoaded]);
		await room.loadOlder();
		expect(ends(room)).toEqual([601 - pageSize, 1000 - pageSize, mostLoaded]);
		expect(room.atNewest).toBe(false);
		await room.loadNewer();
		expect(ends(room)).toEqual([601, 1000, mostLoaded]);
		expect(room.atNewest).toBe(true);
		expect(room.older).toBe(true);
	});

	test('stays within bounds and without holes, in a room of ten thousand, up and down again', async () => {
		const { bridge, room } = await open(many(10_000));
		room.view.following = false;
		let most = 0;
		const contiguous = () => {
			most = Math.max(most, room.rows.length);
			return room.rows.every((r, i) => i === 0 || r.seq === room.rows[i - 1].seq + 1);
		};
		while (room.older) {
			await room.loadOlder();
			if (!contiguous()) throw new Error(`a hole above ${room.rows[0].seq}`);
		}
		expect(room.rows[0].seq).toBe(1);
		while (!room.atNewest) {
			await room.loadNewer();
			if (!contiguous()) throw new Error(`a hole below ${room.rows.at(-1)!.seq}`);
		}
		expect(room.rows.at(-1)!.seq).toBe(10_000);
		expect(most).toBe(mostLoaded);
		expect(bridge.asked('page').length).toBeLessThan((2 * 10_000) / pageSize);
	});

	test('is around a place after a jump there; what is written and what arrives waits below', async () => {
		const { bridge, room } = await open(many(1000));
		bridge.answers.send = () => new Promise(() => {});
		await room.jumpTo(300);
		expect(ends(room)).toEqual([275, 324, 50]);
		expect(room.view.target).toEqual({ seq: 300 });
		room.applyRow(aRow({ seq: 1001, text: 'live' }));
		expect(ends(room)).toEqual([275, 324, 50]);
		expect(room.view.newBelow).toBe(1);

		const asked = bridge.asked('page').length;
		await room.jumpTo(320); // is here
		expect(bridge.asked('page')).toHaveLength(asked);

		room.applyRow(aRow({ seq: 0, own: true, state: 'waiting', text: 'mine' }));
		expect(texts(room)).not.toContain('mine');
		await room.toNewest();
		expect(texts(room).at(-1)).toBe('mine');
	});

	test('what comes while a page is on its way is not lost, nor what came of the last question of two', async () => {
		const rows = many(300);
		const bridge = archive(rows);
		const answer = bridge.answers.page!;
		const room = new Room(aRoom({ seq: 300 }), bridge);
		const opened = room.open();
		room.applyRow(aRow({ key: 'live', seq: 301, text: 'live' }));
		await opened;
		expect(texts(room).at(-1)).toBe('live');

		let late = () => {};
		bridge.answers.page = (async (ask: PageAsk) => {
			if (ask.before) await new Promise<void>((go) => (late = go));
			return answer(ask as never);
		}) as never;
		const older = room.loadOlder();
		await room.jumpTo(50);
		late();
		await older;
		expect(ends(room)).toEqual([25, 74, 50]);
	});

	test('a jump that somebody gave up for the newest, or that fails, leads nowhere', async () => {
		const { bridge, room } = await open(many(1000));
		const answer = bridge.answers.page!;
		let late = () => {};
		bridge.answers.page = (async (ask: PageAsk) => {
			if (ask.around === 300) await new Promise<void>((go) => (late = go));
			return answer(ask as never);
		}) as never;
		await room.jumpTo(500);
		const jump = room.jumpTo(300);
		await room.toNewest();
		late();
		await jump;
		expect([room.view.target, ...ends(room)]).toEqual([undefined, 951, 1000, 50]);

		room.view.following = true;
		bridge.answers.page = () => refusal('internal', 'The archive cannot be read.');
		await room.jumpTo(300);
		expect([room.view.target, room.view.following]).toEqual([undefined, true]);
	});

	test('whoever comes back to a room is at its newest, not where they jumped to before', async () => {
		const { room } = await open(many(1000));
		await room.jumpTo(300);
		room.close();
		await room.open();
		expect([room.view.target, ...ends(room)]).toEqual([undefined, 951, 1000, 50]);
	});

	test('a page above takes nothing from whoever is back at the end, and leaves no hole behind what was let go', async () => {
		const { bridge, room } = await open(many(1000));
		await fill(room);
		await room.loadOlder();
		expect(ends(room)).toEqual([601, 1000, mostLoaded]);

		const answer = bridge.answers.page!;
		let late = () => {};
		bridge.answers.page = (async (ask: PageAsk) => {
			await new Promise<void>((go) => (late = go));
			return answer(ask as never);
		}) as never;
		const older = room.loadOlder();
		room.applyRow(aRow({ seq: 1001 }));
		room.view.following = false; // and goes up again
		late();
		await older;
		expect(room.rows.every((r, i) => i === 0 || r.seq === room.rows[i - 1].seq + 1)).toBe(true);
	});

	test('says when a page cannot be had, and can be asked for again', async () => {
		const { bridge, room } = await open(many(300));
		const answer = bridge.answers.page;
		bridge.answers.page = () => refusal('internal', 'The archive cannot be read.');
		await room.loadOlder();
		expect([room.error, room.rows.length, room.loading]).toEqual(['The archive cannot be read.', 50, false]);
		bridge.answers.page = answer;
		await room.loadOlder();
		expect([room.error, room.rows.length]).toEqual(['', 50 + pageSize]);
	});

	test('rows that come while somebody reads further up do not take away what they read', async () => {
		const { room } = await open(many(1000));
		room.view.following = false;
		await fill(room);
		for (let i = 1; i <= 50; i++) room.applyRow(aRow({ seq: 1000 + i }));
		expect(room.rows[0].seq).toBe(601);
		expect(room.rows).toHaveLength(mostLoaded);
		expect([room.atNewest, room.view.newBelow]).toEqual([false, 50]);
	});
});

describe('what the server has placed', () => {
	test('stands by its place, once, whatever order it arrives in', async () => {
		const { room } = await open();
		for (const seq of [3, 1, 4, 2, 4]) room.applyRow(aRow({ seq, key: `k${seq}`, text: `${seq}` }));
		expect(texts(room)).toEqual(['1', '2', '3', '4']);
		room.applyRow(aRow({ seq: 2, key: 'k2', text: 'two', fate: 'edited' }));
		room.applyRow(aRow({ seq: 9, key: 'k1', text: '1' }));
		expect(texts(room)).toEqual(['two', '3', '4', '1']);
	});

	test('of what lies above what is loaded nothing is put in', async () => {
		const { room } = await open(many(300));
		room.applyRow(aRow({ seq: 5, text: 'changed', key: 'k5' }));
		expect(ends(room)).toEqual([251, 300, 50]);
	});

	test('waits behind what has a place, until it is placed itself', async () => {
		const { room } = await open();
		const mine = { own: true, state: 'waiting' as const };
		room.applyRow(aRow({ seq: 0, key: 'a', text: 'mine', ...mine }));
		room.applyRow(aRow({ seq: 0, key: 'b', text: 'mine, too', ...mine }));
		room.applyRow(aRow({ seq: 0, key: 'a', text: 'mine', ...mine })); // told again
		room.applyRow(aRow({ seq: 9, text: 'theirs' }));
		expect(texts(room)).toEqual(['theirs', 'mine', 'mine, too']);

		room.applyRow(aRow({ seq: 8, key: 'a', text: 'mine', own: true }));
		room.applyRow(aRow({ seq: 0, key: 'a', text: 'mine', ...mine })); // late news
		expect(room.rows.map((r) => [r.text, r.state])).toEqual([
			['mine', 'sent'],
			['theirs', 'sent'],
			['mine, too', 'waiting'],
		]);
	});

	test('what waited when the window was opened comes with the page, and stands last', async () => {
		const { room } = await open([...many(3), aRow({ seq: 0, key: 'w', text: 'w', own: true, state: 'waiting' })]);
		expect(texts(room)).toEqual(['1', '2', '3', 'w']);
		room.applyRow(aRow({ seq: 4, key: 'w', text: 'w', own: true }));
		expect(ends(room)).toEqual([1, 4, 4]);
	});
});

describe('where something is missing', () => {
	const gap = (seq: number) => aRow({ kind: 'gap', key: `gap-${seq}`, seq, text: '' });

	test('a row says so, until it is there', async () => {
		const rows = many(30);
		const { bridge, room } = await open([...rows.slice(0, 5), gap(21), ...rows.slice(20)]);
		expect(room.rows.map((r) => r.kind).indexOf('gap')).toBe(5);

		bridge.answers.page = async () => ({ rows: [gap(21)], older: true, newer: true });
		await room.fill(room.rows[5]);
		expect(room.rows).toHaveLength(16);

		bridge.answers.page = async () => ({ rows: rows.slice(0, 20), older: false, newer: true });
		await room.fill(room.rows[5]);
		expect(texts(room)).toEqual(rows.map((r) => r.text));
	});

	test('it is asked for with the row behind it, or Go would not know that it is wanted', async () => {
		const rows = many(30);
		const { bridge, room } = await open([...rows.slice(0, 5), gap(21), ...rows.slice(20)]);
		await room.fill(room.rows[5]);
		expect(bridge.asked('page').at(-1)).toMatchObject([{ before: 22 }]);

		bridge.answers.page = async () => ({ rows: [gap(21), ...rows.slice(20)], older: true, newer: false });
		room.clear();
		await room.open();
		await room.loadOlder();
		expect(bridge.asked('page').at(-1)).toMatchObject([{ before: 22 }]);
		expect(room.rows[0].kind).toBe('gap'); // it still is missing
	});

	test('that it has come to the archive does not bring back the row that said so', async () => {
		const rows = many(30);
		const { bridge, room } = await open([gap(21), ...rows.slice(20)]);
		bridge.answers.page = async () => {
			room.applyRow({ ...gap(21), fate: 'removed' });
			return { rows: rows.slice(0, 21), older: false, newer: true };
		};
		await room.fill(room.rows[0]);
		room.applyRow({ ...gap(11), fate: 'removed' });
		expect(texts(room)).toEqual(rows.map((r) => r.text));
	});

	test('an answer that does not reach what was above leaves no hole', async () => {
		const rows = many(500);
		const { bridge, room } = await open([...rows.slice(0, 5), gap(471), ...rows.slice(470)]);
		bridge.answers.page = async () => ({ rows: rows.slice(370, 470), older: true, newer: true });
		await room.fill(room.rows[5]);
		expect(ends(room)).toEqual([371, 500, 130]);
		expect(room.older).toBe(true);
	});

	test('at the top it goes when the page above is there', async () => {
		const rows = many(30);
		const { bridge, room } = await open(rows.slice(20));
		bridge.answers.page = async () => ({ rows: [gap(21), ...rows.slice(20)], older: true, newer: false });
		room.clear();
		await room.open();
		bridge.answers.page = async () => ({ rows: rows.slice(0, 20), older: false, newer: true });
		await room.loadOlder();
		expect(texts(room)).toEqual(rows.map((r) => r.text));
	});
});

describe('what is written here', () => {
	test('shows at once, waiting and last, and is placed by its echo', async () => {
		const { bridge, room } = await open();
		bridge.answers.send = () => new Promise(() => {});
		room.send('mine');
		room.applyRow(aRow({ seq: 7, text: 'theirs' }));
		expect(room.rows.map((r) => [r.text, r.state])).toEqual([
			['theirs', 'sent'],
			['mine', 'waiting'],
		]);
		await Promise.resolve();
		room.applyRow(aRow({ seq: 8, key: keyOf(bridge, 0), text: 'mine', own: true }));
		room.applyRow(aRow({ seq: 9, text: 'later' }));
		expect(texts(room)).toEqual(['theirs', 'mine', 'later']);
		expect(room.rows[1].state).toBe('sent');
	});

	test('goes out in the order written, even if the first is slow', async () => {
		const { bridge, room } = await open();
		let taken = () => {};
		bridge.answers.send = () => new Promise<void>((resolve) => (taken = resolve));
		room.send('first');
		const second = room.send('second');
		await vi.advanceTimersByTimeAsync(0);
		expect(bridge.asked('send').map((c) => c[2])).toEqual(['first']);
		taken();
		await vi.advanceTimersByTimeAsync(0);
		taken();
		await second;
		expect(bridge.asked('send').map((c) => c[2])).toEqual(['first', 'second']);
	});

	test('what stands in line when another person or server comes is not said to them', async () => {
		const { bridge, room } = await open([aRow({ key: 'a', seq: 1, own: true, text: 'mistake' })]);
		const takes: (() => void)[] = [];
		bridge.answers.send = bridge.answers.edit = () => new Promise<void>((resolve) => takes.push(resolve));
		const all = [
			...[room.send('first'), room.send('second')],
			...[room.edit(room.rows[0], 'mended'), room.edit(room.rows[0], 'mended again')],
		];
		await vi.advanceTimersByTimeAsync(0);
		room.clear();
		bridge.answers = {};
		takes.forEach((take) => take());
		await Promise.all(all);
		expect(bridge.asked('send').map((c) => c[2])).toEqual(['first']);
		expect(bridge.asked('edit').map((c) => c[3])).toEqual(['mended']);
	});

	test('answers what is being answered, once', async () => {
		const { bridge, room } = await open(many(3));
		room.writing.answer(room.rows[1]);
		await room.send('yes');
		await room.send('and no');
		expect(bridge.asked('send').map(([, , text, re]) => [text, re])).toEqual([
			['yes', 'k2'],
			['and no', ''],
		]);
		expect(room.rows[3].quote).toMatchObject({ key: 'k2', text: '2', from: 'bob' });
	});

	test('fails with a sentence, stops nothing behind it, and is retried under the same key', async () => {
		const { bridge, room } = await open();
		bridge.answers.send = () => refusal('invalid-text', 'Too long. Make it shorter.');
		await room.send('long');
		expect(room.rows[0]).toMatchObject({ text: 'long', state: 'failed', error: 'Too long. Make it shorter.' });
		delete bridge.answers.send;
		await room.send('next');
		await room.retry(room.rows[0]);
		expect(bridge.asked('send').map((c) => c[2])).toEqual(['long', 'next', 'long']);
		expect(keyOf(bridge, 2)).toBe(keyOf(bridge, 0));
		expect(room.rows[0]).toMatchObject({ state: 'waiting', error: undefined });
	});

	test('fails when the server refuses it, and not when it is placed already', async () => {
		const { bridge, room } = await open();
		await room.send('too much');
		const key = keyOf(bridge, 0);
		room.refuse({ key, reason: 'There is no such room.' });
		room.refuse({ key: 'of nothing', reason: 'No.' });
		expect(room.rows).toMatchObject([{ state: 'failed', error: 'There is no such room.' }]);
		room.applyRow(aRow({ key, seq: 1, own: true, text: 'too much' }));
		room.refuse({ key, reason: 'No.' });
		expect(room.rows.map((r) => r.state)).toEqual(['sent']);
	});

	test('that failed can be written anew, or given up', async () => {
		const { bridge, room } = await open();
		bridge.answers.send = () => refusal('invalid-text', 'Too long.');
		await room.send('far too long');
		await room.send('and this');
		room.draft = 'half a thought';
		room.rewrite(room.rows[0]);
		expect(room.draft).toBe('far too long\nhalf a thought');
		room.discard(room.rows[0]);
		expect(room.rows).toEqual([]);
	});
});

describe('what is done to a message', () => {
	test('shows at once, and is the server’s when the row comes', async () => {
		const { bridge, room } = await open([aRow({ key: 'a', seq: 1, own: true, text: 'mistake' })]);
		await room.edit(room.rows[0], 'mended');
		expect(room.rows[0]).toMatchObject({ text: 'mended', fate: 'edited' });
		expect(bridge.asked('edit')).toEqual([['lobby', keyOf(bridge, 0, 'edit'), 'a', 'mended']]);
		room.applyRow(
			aRow({ key: 'a', seq: 1, own: true, text: 'mistake', reactions: [{ emoji: '👍', names: ['bob'], own: false }] }),
		);
		expect(room.rows[0]).toMatchObject({ text: 'mended', reactions: [{ emoji: '👍' }] });
		room.applyRow(aRow({ key: 'a', seq: 1, own: true, text: 'mended', fate: 'edited' }));
		room.applyRow(aRow({ key: 'a', seq: 1, own: true, text: 'from the other device', fate: 'edited' }));
		expect(room.rows[0].text).toBe('from the other device');
		await room.edit(room.rows[0], 'from the other device');
		expect(bridge.asked('edit')).toHaveLength(1);
	});

	test('stands for what the server says once that has answered, also where it is something else', async () => {
		const { room } = await open([aRow({ key: 'a', seq: 1, own: true, text: 'mistake' })]);
		await room.edit(room.rows[0], 'mended');
		await room.edit({ ...room.rows[0], text: '' }, 'mended again');
		// Another device was later, and Go tells of all three at once.
		room.applyRow(aRow({ key: 'a', seq: 1, own: true, text: 'from the other device', fate: 'edited' }));
		room.settled();
		expect(room.rows[0].text).toBe('from the other device');
	});

	test('is for the last message of one’s own only once that is on the server', async () => {
		const { room } = await open([aRow({ key: 'a', seq: 1, own: true })]);
		expect(room.lastOwn?.key).toBe('a');
		await room.send('newer');
		expect(room.lastOwn).toBeUndefined();
	});

	test('reactions come and go, one’s own beside others’', async () => {
		const { bridge, room } = await open([
			aRow({ key: 'a', seq: 1, reactions: [{ emoji: '👍', names: ['bob'], own: false }] }),
		]);
		const names = () => room.rows[0].reactions.map((r) => [r.emoji, r.names.join(), r.own]);
		await room.react(room.rows[0], '👍', 'alice');
		await room.react(room.rows[0], '🎉', 'alice');
		expect(names()).toEqual([
			['👍', 'bob,alice', true],
			['🎉', 'alice', true],
		]);
		await room.react(room.rows[0], '🎉', 'alice');
		await room.react(room.rows[0], '👍', 'alice');
		expect(names()).toEqual([['👍', 'bob', false]]);
		expect(bridge.asked('react').map((c) => c.slice(2))).toEqual([
			['a', '👍', false],
			['a', '🎉', false],
			['a', '🎉', true],
			['a', '👍', true],
		]);
		// Go says them one after the other: none of the rows may bring back what is undone by now.
		const row = (own: boolean) =>
			aRow({ key: 'a', seq: 1, reactions: [{ emoji: '👍', names: own ? ['bob', 'alice'] : ['bob'], own }] });
		room.applyRow(row(false));
		room.applyRow(row(true));
		expect(names()).toEqual([['👍', 'bob', false]]);
		room.applyRow(row(false));
		expect(names()).toEqual([['👍', 'bob', false]]);
	});

	test('that is refused is as it was, says why, and can be tried again or forgotten', async () => {
		const { bridge, room } = await open([aRow({ key: 'a', seq: 1, own: true, text: 'secret' })]);
		await room.retract(room.rows[0]);
		expect(room.rows[0]).toMatchObject({ text: '', fate: 'retracted' });
		const key = keyOf(bridge, 0, 'retract');
		room.refuse({ key, reason: 'It is too old.' });
		expect(room.rows[0]).toMatchObject({ text: 'secret', fate: '', error: 'It is too old.', state: 'sent' });
		await room.retry(room.rows[0]);
		expect(keyOf(bridge, 1, 'retract')).toBe(key);
		expect(room.rows[0]).toMatchObject({ fate: 'retracted' });
		room.refuse({ key, reason: 'It is too old.' });
		room.discard(room.rows[0]);
		expect(room.rows[0].error).toBeUndefined();
	});
});

describe('what is unread', () => {
	test('is read by whoever looks on while more and more comes', async () => {
		const { bridge, room } = await open(many(10), { read: 7, unread: 3 });
		for (let seq = 11; seq <= 20; seq++) {
			room.applyRow(aRow({ seq, key: `k${seq}` }));
			room.readToEnd();
			await vi.advanceTimersByTimeAsync(100);
		}
		expect(bridge.asked('read').length).toBeGreaterThan(1);
	});

	test('begins under a line, which stays while somebody reads', async () => {
		const { bridge, room } = await open(many(10), { read: 7, unread: 3 });
		expect(room.firstUnread).toBe('k8');
		room.readToEnd();
		await vi.advanceTimersByTimeAsync(299);
		expect(bridge.asked('read')).toEqual([]);
		await vi.advanceTimersByTimeAsync(1);
		expect(bridge.asked('read')).toEqual([['lobby', 10]]);
		room.apply(aRoom({ read: 10, seq: 10 }));
		room.readToEnd();
		await vi.advanceTimersByTimeAsync(1000);
		expect(bridge.asked('read')).toHaveLength(1);
		expect(room.firstUnread).toBe('k8');
		await room.open();
		expect(room.firstUnread).toBe('');
	});

	test('has no line where it may begin further up', async () => {
		const { room } = await open(many(300), { read: 240, unread: 60 });
		expect(room.firstUnread).toBe('');
		await room.loadOlder();
		expect(room.firstUnread).toBe('k241');
	});

	test('what comes while nobody looks has a line; what one writes oneself takes it away', async () => {
		const { room } = await open(many(3), { read: 3 });
		room.applyRow(aRow({ key: 'looked at', seq: 4 }));
		room.readToEnd();
		await vi.advanceTimersByTimeAsync(300);
		room.unread.away();
		expect(room.firstUnread).toBe('');
		room.applyRow(aRow({ key: 'mine elsewhere', seq: 5, own: true }));
		room.applyRow(aRow({ key: 'joined', seq: 6, kind: 'join' }));
		room.applyRow(aRow({ key: 'new', seq: 7 }));
		expect(room.firstUnread).toBe('new');
		await room.send('seen');
		expect(room.firstUnread).toBe('');
	});

	test('is so again from where it is marked, until somebody comes back', async () => {
		const { bridge, room } = await open(many(5), { read: 5 });
		await room.markUnread(room.rows[2]);
		expect(bridge.asked('markUnread')).toEqual([['lobby', 3]]);
		expect(room.firstUnread).toBe('k3');
		room.apply(aRoom({ read: 2, unread: 3, seq: 5 }));
		room.readToEnd();
		await vi.advanceTimersByTimeAsync(1000);
		expect(bridge.asked('read')).toEqual([]);
		await room.open();
		room.readToEnd();
		await vi.advanceTimersByTimeAsync(1000);
		expect(bridge.asked('read')).toEqual([['lobby', 5]]);
	});
});

describe('the draft', () => {
	test('is kept a moment after the last letter, or at once', async () => {
		const { bridge, room } = await open([], { draft: 'from yesterday' });
		expect(room.draft).toBe('from yesterday');
		room.draft = 'from today';
		await vi.advanceTimersByTimeAsync(399);
		expect(bridge.asked('setDraft')).toEqual([]);
		await vi.advanceTimersByTimeAsync(1);
		expect(bridge.asked('setDraft')).toEqual([['lobby', 'from today']]);
		room.draft = 'from now';
		room.writing.keep();
		room.writing.keep();
		await vi.advanceTimersByTimeAsync(1000);
		expect(bridge.asked('setDraft')).toHaveLength(2);
	});

	test('is left alone while a message is edited, and is not for another person', async () => {
		const { bridge, room } = await open([aRow({ seq: 1, own: true, text: 'mistake' })]);
		room.draft = 'half a thought';
		room.writing.edit(room.lastOwn!);
		room.writing.text = 'mended';
		expect(room.draft).toBe('half a thought');
		room.writing.cancel();
		expect(room.writing.text).toBe('half a thought');
		const kept = bridge.asked('setDraft').length;
		room.clear();
		expect([room.rows, room.draft]).toEqual([[], '']);
		vi.advanceTimersByTime(10_000);
		expect(bridge.asked('setDraft')).toHaveLength(kept);
		room.apply(aRoom({ draft: "somebody else's" }));
		expect(room.draft).toBe("somebody else's");
	});

	test('tells the others that one writes, every few seconds at most', async () => {
		const { bridge, room } = await open();
		room.writing.tell();
		expect(bridge.asked('typing')).toEqual([]);
		room.draft = 'h';
		room.writing.tell();
		room.writing.tell();
		expect(bridge.asked('typing')).toEqual([['lobby']]);
		await vi.advanceTimersByTimeAsync(3000);
		room.writing.tell();
		expect(bridge.asked('typing')).toHaveLength(2);
	});
});

test('whoever writes is named for a few seconds, or until it is said', async () => {
	const { room } = await open();
	room.applyTyping('bob');
	room.applyTyping('eve');
	await vi.advanceTimersByTimeAsync(4000);
	room.applyTyping('bob');
	await vi.advanceTimersByTimeAsync(1000);
	expect(room.typing).toEqual(['bob']);
	room.applyRow(aRow({ from: 'bob', seq: 1 }));
	expect(room.typing).toEqual([]);
});
