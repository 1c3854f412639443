import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aRoom, aRow, refusal } from '$lib/bridge/fake';
import { many, open, texts, keyOf } from '../../testing/room';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is written here', () => {
	test('shows at once, waiting and last, and is placed by its echo', async () => {
		const { bridge, room } = await open();
		bridge.answers.say = () => new Promise(() => {});
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
		bridge.answers.say = () => new Promise<void>((resolve) => (taken = resolve));
		room.send('first');
		const second = room.send('second');
		await vi.advanceTimersByTimeAsync(0);
		expect(bridge.changes('say').map((c) => c.text)).toEqual(['first']);
		taken();
		await vi.advanceTimersByTimeAsync(0);
		taken();
		await second;
		expect(bridge.changes('say').map((c) => c.text)).toEqual(['first', 'second']);
	});

	test('what stands in line when another person or server comes is not said to them', async () => {
		const { bridge, room } = await open([aRow({ key: 'a', seq: 1, own: true, text: 'mistake' })]);
		const takes: (() => void)[] = [];
		bridge.answers.say = bridge.answers.edit = () => new Promise<void>((resolve) => takes.push(resolve));
		const all = [
			...[room.send('first'), room.send('second')],
			...[room.edit(room.rows[0], 'mended'), room.edit(room.rows[0], 'mended again')],
		];
		await vi.advanceTimersByTimeAsync(0);
		room.clear();
		bridge.answers = {};
		takes.forEach((take) => take());
		await Promise.all(all);
		expect(bridge.changes('say').map((c) => c.text)).toEqual(['first']);
		expect(bridge.changes('edit').map((c) => c.text)).toEqual(['mended']);
	});

	test('answers what is being answered, once', async () => {
		const { bridge, room } = await open(many(3));
		room.writing.answer(room.rows[1]);
		await room.send('yes');
		await room.send('and no');
		expect(bridge.changes('say').map((c) => [c.text, c.reply_to])).toEqual([
			['yes', 'k2'],
			['and no', undefined],
		]);
		expect(room.rows[3].quote).toMatchObject({ key: 'k2', text: '2', from: 'bob' });
	});

	test('fails with a sentence, stops nothing behind it, and is retried under the same key', async () => {
		const { bridge, room } = await open();
		bridge.answers.say = () => refusal('text-too-long');
		await room.send('long');
		expect(room.rows[0]).toMatchObject({
			text: 'long',
			state: 'failed',
			error: 'This is too long for one message. Send a part of it, or shorten it.',
		});
		delete bridge.answers.say;
		await room.send('next');
		await room.retry(room.rows[0]);
		expect(bridge.changes('say').map((c) => c.text)).toEqual(['long', 'next', 'long']);
		expect(keyOf(bridge, 2)).toBe(keyOf(bridge, 0));
		expect(room.rows[0]).toMatchObject({ state: 'waiting', error: undefined });
	});

	test('fails when the server refuses it, and not when it is placed already', async () => {
		const { bridge, room } = await open();
		await room.send('too much');
		const key = keyOf(bridge, 0);
		room.refuse({ key, reason: { code: 'no-room' } });
		room.refuse({ key: 'of nothing', reason: { code: 'not-member' } });
		expect(room.rows).toMatchObject([{ state: 'failed', error: "This room doesn't exist or is private." }]);
		room.applyRow(aRow({ key, seq: 1, own: true, text: 'too much' }));
		room.refuse({ key, reason: { code: 'not-member' } });
		expect(room.rows.map((r) => r.state)).toEqual(['sent']);
	});

	test('that failed can be written anew, or given up', async () => {
		const { bridge, room } = await open();
		bridge.answers.say = () => refusal('text-too-long');
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
		expect(room.rows[0]).toMatchObject({ text: 'mended', status: 'edited' });
		expect(bridge.changes('edit')).toEqual([
			{ type: 'edit', id: keyOf(bridge, 0, 'edit'), target: 'a', text: 'mended' },
		]);
		room.applyRow(
			aRow({ key: 'a', seq: 1, own: true, text: 'mistake', reactions: [{ emoji: '👍', names: ['bob'], own: false }] }),
		);
		expect(room.rows[0]).toMatchObject({ text: 'mended', reactions: [{ emoji: '👍' }] });
		room.applyRow(aRow({ key: 'a', seq: 1, own: true, text: 'mended', status: 'edited' }));
		room.applyRow(aRow({ key: 'a', seq: 1, own: true, text: 'from the other device', status: 'edited' }));
		expect(room.rows[0].text).toBe('from the other device');
		await room.edit(room.rows[0], 'from the other device');
		expect(bridge.changes('edit')).toHaveLength(1);
	});

	test('stands for what the server says once that has answered, also where it is something else', async () => {
		const { room } = await open([aRow({ key: 'a', seq: 1, own: true, text: 'mistake' })]);
		await room.edit(room.rows[0], 'mended');
		await room.edit({ ...room.rows[0], text: '' }, 'mended again');
		// Another device was later, and Go tells of all three at once.
		room.applyRow(aRow({ key: 'a', seq: 1, own: true, text: 'from the other device', status: 'edited' }));
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
		expect(bridge.changes('react').map((c) => [c.target, c.emoji, c.off])).toEqual([
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
		expect(room.rows[0]).toMatchObject({ text: '', status: 'retracted' });
		const key = keyOf(bridge, 0, 'retract');
		room.refuse({ key, reason: { code: 'message-removed' } });
		expect(room.rows[0]).toMatchObject({
			text: 'secret',
			status: '',
			error: 'This message was deleted.',
			state: 'sent',
		});
		await room.retry(room.rows[0]);
		expect(keyOf(bridge, 1, 'retract')).toBe(key);
		expect(room.rows[0]).toMatchObject({ status: 'retracted' });
		room.refuse({ key, reason: { code: 'message-removed' } });
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
		vi.setSystemTime(Date.now() - 3600_000); // the clock was an hour fast
		vi.advanceTimersByTime(3000);
		room.writing.tell();
		expect(bridge.asked('typing')).toHaveLength(3);
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

describe('what is another of a row', () => {
	const part = { room: 'lobby', key: 'k2', seq: 2 };
	const quote = { key: 'k1', seq: 1, from: 'bob', text: 'one', status: '' } as const;
	const reactions = [{ emoji: '👍', names: ['alice'], own: true }];

	test('is put into the row that is here, and what one did to it is over', async () => {
		const { room } = await open(many(3));
		await room.react(room.rows[1]!, '👍', 'alice');
		room.applyPart({ ...part, reactions, quote });
		expect(room.rows[1]).toMatchObject({ text: '2', reactions, quote });
		room.applyPart({ ...part, bare: true });
		expect(room.rows[1]).toMatchObject({ text: '2', reactions: [], quote });
		room.applyPart({ ...part, key: 'elsewhere', reactions });
		expect(texts(room)).toEqual(['1', '2', '3']);
	});

	test('is put into a page that was on its way and did not know of it', async () => {
		const { bridge, room } = await open(many(3));
		let answer: (page: unknown) => void = () => {};
		bridge.answers.page = () => new Promise((resolve) => (answer = resolve));
		const jumped = room.jumpTo(50);
		room.applyPart({ ...part, reactions });
		room.applyRow(aRow({ key: 'k2', seq: 2, text: 'two', reactions: [] }));
		room.applyPart({ ...part, key: 'k3', seq: 3, reactions });
		answer({ rows: many(3), older: false, newer: false });
		await jumped;
		expect(room.rows.map((r) => [r.text, r.reactions.length])).toEqual([
			['1', 0],
			['two', 0],
			['3', 1],
		]);
	});
});
