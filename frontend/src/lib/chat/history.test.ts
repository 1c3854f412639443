import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aRoom, aRow, refusal } from '$lib/bridge/fake';
import type { PageAsk } from '$lib/bridge/bridge';
import { archive, many, open, texts, ends, fill } from '../../testing/room';
import { mostLoaded, pageSize } from './history.svelte';
import { Room } from './room.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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
		bridge.answers.say = () => new Promise(() => {});
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
		bridge.answers.page = () => refusal('archive-unusable');
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
		bridge.answers.page = () => refusal('archive-unusable');
		await room.loadOlder();
		expect([room.error, room.rows.length, room.loading]).toEqual([
			"The message archive on this computer isn't available. Check the disk and try again.",
			50,
			false,
		]);
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
		room.applyRow(aRow({ seq: 2, key: 'k2', text: 'two', status: 'edited' }));
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
			room.applyRow({ ...gap(21), status: 'removed' });
			return { rows: rows.slice(0, 21), older: false, newer: true };
		};
		await room.fill(room.rows[0]);
		room.applyRow({ ...gap(11), status: 'removed' });
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
