import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeBridge, aRoom, aRow } from '$lib/bridge/fake';
import { Room } from './room.svelte';
import { Rooms, called } from './rooms.svelte';

let bridge: FakeBridge;
let rooms: Rooms;
beforeEach(() => {
	bridge = new FakeBridge();
	rooms = new Rooms(bridge);
});

const names = (list: { name: string }[]) => list.map((r) => r.name);
const direct = (name: string, at: string, part = {}) =>
	rooms.apply(aRoom({ name: `@alice,${name}`, with: ['alice', name], at: Date.parse(at), ...part }));

test('there is a lobby before anything is said, and it stays first', () => {
	expect(names(rooms.list)).toEqual(['lobby']);
	expect(rooms.shown.name).toBe('lobby');
	for (const name of ['zoo', 'Émile'.toLowerCase(), 'aaa']) rooms.apply(aRoom({ name }));
	expect(names(rooms.list)).toEqual(['lobby', 'aaa', 'émile', 'zoo']);
});

test('rooms of two stand apart, the one that spoke last first, under the other one’s name', () => {
	direct('bob', '2026-01-01T00:00:00Z');
	direct('eve', '2026-03-01T00:00:00Z');
	expect(names(rooms.directs)).toEqual(['@alice,eve', '@alice,bob']);
	expect(names(rooms.list)).toEqual(['lobby']);
	expect(called(rooms.directs[0].state, 'alice')).toBe('eve');
	direct('bob', '2026-04-01T00:00:00Z');
	expect(names(rooms.directs)).toEqual(['@alice,bob', '@alice,eve']);
});

test('a row of a room that is not known is kept, and the room shows once Go says that one is in it', () => {
	const taken = vi.spyOn(Room.prototype, 'applyRow');
	rooms.applyRow(aRow({ room: 'tea', key: 'a' }));
	const tea = rooms.byName('tea');
	expect(taken.mock.contexts).toEqual([tea]);
	expect(names(rooms.list)).toEqual(['lobby']);
	rooms.apply(aRoom({ name: 'tea' }));
	expect(rooms.list[1]).toBe(tea);
	taken.mockRestore();
});

test('what is left goes out of the list, and gives way to the lobby if it is on the screen', () => {
	rooms.apply(aRoom({ name: 'tea' }));
	rooms.show('tea');
	rooms.apply(aRoom({ name: 'tea', left: true }));
	expect(names(rooms.list)).toEqual(['lobby']);
	expect(rooms.shown.name).toBe('lobby');
	rooms.show('tea'); // what was said there is still to be read
	rooms.apply(aRoom({ name: 'tea', left: true }));
	expect(rooms.shown.name).toBe('tea');
});

test('what is unread counts, but not of a room of which one wants to hear nothing', () => {
	rooms.apply(aRoom({ unread: 2 }));
	rooms.apply(aRoom({ name: 'tea', unread: 5, mentions: 1 }));
	rooms.apply(aRoom({ name: 'noise', unread: 900, mentions: 3, notify: 'nothing' }));
	rooms.apply(aRoom({ name: 'gone', unread: 7, mentions: 7, left: true }));
	direct('bob', '', { unread: 1, mentions: 1 });
	expect(rooms.unread).toBe(8);
});

describe('showing a room', () => {
	test('loads it, and tells Go which one, and whether anybody sees it', async () => {
		rooms.apply(aRoom({ name: 'tea' }));
		rooms.show('tea');
		expect(rooms.shown.name).toBe('tea');
		expect(bridge.asked('page')).toEqual([[expect.objectContaining({ room: 'tea', around: 0 })]]);
		rooms.front = true;
		rooms.front = true;
		rooms.front = false;
		await new Promise(setImmediate); // one after the other
		expect(bridge.asked('look')).toEqual([
			['tea', false],
			['tea', true],
			['tea', false],
		]);
	});

	test('is what Go hears of: before, it knows better which one was shown last', () => {
		rooms.front = true;
		expect(bridge.asked('look')).toEqual([]);
		rooms.show('lobby');
		expect(bridge.asked('look')).toEqual([['lobby', true]]);
	});

	test('at a place in it', () => {
		rooms.show('lobby', 41);
		expect(bridge.asked('page')).toEqual([[expect.objectContaining({ room: 'lobby', around: 41 })]]);
	});

	test('the same one again is news: the cursor belongs there', () => {
		const before = rooms.shows;
		rooms.show('lobby');
		rooms.show('lobby');
		expect(rooms.shows).toBe(before + 2);
	});

	test('puts it first among those seen last', () => {
		rooms.apply(aRoom({ name: 'a', at: Date.parse('2026-01-01T00:00:00Z') }));
		rooms.apply(aRoom({ name: 'b', at: Date.parse('2026-02-01T00:00:00Z') }));
		expect(names(rooms.recent)).toEqual(['b', 'a', 'lobby']);
		rooms.show('lobby');
		rooms.show('a');
		expect(names(rooms.recent)).toEqual(['a', 'lobby', 'b']);
	});
});

describe('next', () => {
	beforeEach(() => {
		rooms.apply(aRoom({ name: 'a' }));
		rooms.apply(aRoom({ name: 'b', unread: 3 }));
		rooms.apply(aRoom({ name: 'c', unread: 3, notify: 'nothing' }));
		direct('bob', '', { unread: 1 });
	});
	const go = (direction: 1 | -1, unread = false) => {
		rooms.next(direction, unread);
		return rooms.shown.name;
	};

	test('goes through all of them, round and round', () => {
		expect([go(1), go(1), go(1), go(1), go(1)]).toEqual(['a', 'b', 'c', '@alice,bob', 'lobby']);
		expect(go(-1)).toBe('@alice,bob');
	});

	test('or to what is unread and wanted', () => {
		expect([go(1, true), go(1, true), go(1, true), go(-1, true)]).toEqual(['b', '@alice,bob', 'b', '@alice,bob']);
	});

	test('stays where nothing is unread', () => {
		rooms.apply(aRoom({ name: 'b' }));
		direct('bob', '');
		const { shows } = rooms;
		expect(go(1, true)).toBe('lobby');
		rooms.apply(aRoom({ unread: 1 })); // here itself
		expect(go(1, true)).toBe('lobby');
		expect(rooms.shows).toBe(shows);
	});

	test('goes on from a room that is in no list', () => {
		rooms.show('gone');
		expect(go(-1)).toBe('@alice,bob');
		rooms.show('gone');
		expect(go(1)).toBe('lobby');
	});
});

test('marking as read says how far, and nothing where all is read', async () => {
	rooms.apply(aRoom({ seq: 41, unread: 2 }));
	await rooms.markRead(rooms.shown);
	expect(bridge.asked('read')).toEqual([['lobby', 41]]);
	rooms.apply(aRoom({ seq: 41, unread: 0 }));
	await rooms.markRead(rooms.shown);
	expect(bridge.asked('read')).toHaveLength(1);
});

test('another person begins with an empty lobby', () => {
	rooms.apply(aRoom({ unread: 2, topic: 'ours' }));
	rooms.apply(aRoom({ name: 'tea', unread: 2 }));
	rooms.applyRow(aRow());
	rooms.show('tea');
	rooms.clear();
	expect(names(rooms.all)).toEqual(['lobby']);
	expect([rooms.shown.name, rooms.unread, rooms.shown.state.topic]).toEqual(['lobby', 0, '']);
	expect(rooms.shown.rows).toEqual([]);
});

test('of another room of the same name nothing is shown that was said in the one before', async () => {
	bridge.answers.page = async () => ({ rows: [aRow({ room: 'tea', key: 'old', seq: 5 })], older: false, newer: false });
	rooms.apply(aRoom({ name: 'tea', seq: 5 }));
	rooms.show('tea');
	await vi.waitFor(() => expect(rooms.shown.rows).toHaveLength(1));
	rooms.shown.draft = 'half a word';
	bridge.answers.page = async () => ({ rows: [], older: false, newer: false });
	rooms.apply(aRoom({ name: 'tea', seq: 0 }));
	expect(rooms.shown.rows).toEqual([]);
	expect(rooms.shown.draft).toBe('');
	await vi.waitFor(() => expect(bridge.asked('page')).toHaveLength(2));
});

test('a room that has ended, and whose name another one has, is called so', () => {
	expect(called(aRoom({ name: 'tea~24' }), 'alice')).toBe('tea (ended)');
	expect(called(aRoom({ name: 'tea' }), 'alice')).toBe('tea');
});
