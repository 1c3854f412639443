import { describe, expect, test } from 'vitest';
import { FakeBridge, aChange, aMessage, refusal } from '$lib/bridge/fake';
import { Room } from './room.svelte';

function open() {
	const bridge = new FakeBridge();
	return { bridge, room: new Room('lobby', bridge) };
}
const texts = (room: Room) => room.rows.map((r) => r.text);
const keyOf = (bridge: FakeBridge, n: number) => bridge.asked('send')[n][1] as string;

describe('what the server has placed', () => {
	test('stands by seq, whatever order it arrives in', () => {
		const { room } = open();
		for (const seq of [3, 1, 4, 2]) room.apply(aMessage({ seq, text: `${seq}` }));
		expect(texts(room)).toEqual(['1', '2', '3', '4']);
	});

	test('stands there once, however often it arrives', () => {
		const { room } = open();
		const m = aMessage({ seq: 1, key: 'a', text: 'once' });
		room.apply(m);
		room.apply({ ...m });
		expect(texts(room)).toEqual(['once']);
	});

	test('is replaced by what comes later under its key, in its new place', () => {
		const { room } = open();
		room.apply(aMessage({ seq: 1, key: 'a', text: 'mine', own: true }));
		room.apply(aMessage({ seq: 2, text: 'theirs' }));
		room.apply(aMessage({ seq: 3, key: 'a', text: 'mine', own: true, state: 'sent' }));
		expect(room.rows.map((r) => [r.text, r.state])).toEqual([
			['theirs', 'sent'],
			['mine', 'sent'],
		]);
	});

	test('waits behind what has a place, until it is placed itself', () => {
		const { room } = open();
		room.apply(aMessage({ seq: 0, key: 'a', text: 'mine', own: true, state: 'waiting' }));
		room.apply(aMessage({ seq: 0, key: 'b', text: 'mine, too', own: true, state: 'waiting' }));
		room.apply(aMessage({ seq: 0, key: 'a', text: 'mine', own: true, state: 'waiting' })); // told again
		room.apply(aMessage({ seq: 9, text: 'theirs' }));
		expect(texts(room)).toEqual(['theirs', 'mine', 'mine, too']);

		room.apply(aMessage({ seq: 8, key: 'a', text: 'mine', own: true }));
		room.apply(aMessage({ seq: 0, key: 'a', text: 'mine', own: true, state: 'waiting' })); // late news
		expect(room.rows.map((r) => [r.text, r.state])).toEqual([
			['mine', 'sent'],
			['theirs', 'sent'],
			['mine, too', 'waiting'],
		]);
	});
});

describe('what becomes of a message', () => {
	test('is the newest text its author gave it, in whatever order the edits come', () => {
		const { room } = open();
		room.apply(aMessage({ seq: 1, key: 'a', text: 'first' }));
		room.change(aChange({ type: 'edit', seq: 3, target: 'a', text: 'third' }));
		room.change(aChange({ type: 'edit', seq: 2, target: 'a', text: 'second' }));
		expect(room.rows).toMatchObject([{ text: 'third', fate: 'edited', seq: 1 }]);
	});

	test('is nothing once it was taken back, whatever comes later', () => {
		const { room } = open();
		room.apply(aMessage({ seq: 1, key: 'a', text: 'secret' }));
		room.change(aChange({ type: 'retract', seq: 2, target: 'a' }));
		room.change(aChange({ type: 'edit', seq: 3, target: 'a', text: 'back' }));
		expect(room.rows).toMatchObject([{ text: '', fate: 'retracted' }]);
	});

	test('is what a moderator made of it, whatever its author does before or after', () => {
		const { room } = open();
		const changes = [
			aChange({ type: 'edit', seq: 2, target: 'a', text: 'worse' }),
			aChange({ type: 'remove', seq: 3, target: 'a', from: 'bob', reason: 'spam' }),
			aChange({ type: 'edit', seq: 4, target: 'a', text: 'back' }),
			aChange({ type: 'retract', seq: 5, target: 'a' }),
			aChange({ type: 'remove', seq: 6, target: 'a', from: 'carol', reason: 'late' }),
		];
		for (const order of [changes, changes.toReversed()]) {
			room.clear();
			room.apply(aMessage({ seq: 1, key: 'a', text: 'bad' }));
			for (const change of order) room.change(change);
			expect(room.rows).toMatchObject([{ text: '', fate: 'removed', removal: { by: 'bob', reason: 'spam' } }]);
		}
		room.change(aChange({ type: 'toString', target: 'a' }));
		expect(room.rows[0].fate).toBe('removed');
	});

	test('is kept for a message that comes out of the history later', () => {
		const { room } = open();
		room.change(aChange({ type: 'edit', seq: 5, target: 'a', text: 'mended' }));
		room.change(aChange({ type: 'dance', seq: 6, target: 'a', text: 'no' }));
		room.apply(aMessage({ seq: 1, key: 'a', text: 'mendet' }));
		expect(room.rows).toMatchObject([{ text: 'mended', fate: 'edited' }]);
	});
});

describe('what is written here', () => {
	test('shows at once, waiting and last, and is placed by its echo', async () => {
		const { bridge, room } = open();
		bridge.answers.send = () => new Promise(() => {});
		room.send('mine');
		room.apply(aMessage({ seq: 7, text: 'theirs' }));
		expect(room.rows.map((r) => [r.text, r.state])).toEqual([
			['theirs', 'sent'],
			['mine', 'waiting'],
		]);

		await Promise.resolve();
		room.apply(aMessage({ seq: 8, key: keyOf(bridge, 0), text: 'mine', own: true }));
		room.apply(aMessage({ seq: 9, text: 'later' }));
		expect(texts(room)).toEqual(['theirs', 'mine', 'later']);
		expect(room.rows[1].state).toBe('sent');
	});

	test('goes out in the order written, even if the first is slow', async () => {
		const { bridge, room } = open();
		let taken = () => {};
		bridge.answers.send = () => new Promise<void>((resolve) => (taken = resolve));
		room.send('first');
		const second = room.send('second');
		await new Promise((r) => setTimeout(r));
		expect(bridge.asked('send').map((c) => c[2])).toEqual(['first']);

		taken();
		await new Promise((r) => setTimeout(r));
		taken();
		await second;
		expect(bridge.asked('send').map((c) => c[2])).toEqual(['first', 'second']);
	});

	test('fails with a sentence, stops nothing behind it, and is retried under the same key', async () => {
		const { bridge, room } = open();
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

	test('fails when the server refuses it, and is retried under the same key', async () => {
		const { bridge, room } = open();
		await room.send('too much');
		const key = keyOf(bridge, 0);
		room.apply(aMessage({ seq: 0, key, text: 'too much', own: true, state: 'waiting' }));
		room.refuse({ key, reason: 'There is no such room.' });
		room.refuse({ key: 'of nothing', reason: 'No.' });
		expect(room.rows).toMatchObject([{ state: 'failed', error: 'There is no such room.' }]);

		await room.retry(room.rows[0]);
		expect(keyOf(bridge, 1)).toBe(key);
	});

	test('stays sent, even if its call ends badly afterwards', async () => {
		const { bridge, room } = open();
		bridge.answers.send = (_room: string, key: string) => {
			room.apply(aMessage({ key, own: true, text: 'mine' }));
			return refusal('internal', 'No.');
		};
		await room.send('mine');
		expect(room.rows.map((r) => r.state)).toEqual(['sent']);
	});
});

describe('what nobody has seen', () => {
	test('is counted while nobody looks, and marked where it begins', () => {
		const { room } = open();
		room.apply(aMessage({ key: 'seen' }));
		room.lookedAway();
		room.apply(aMessage({ key: 'new 1' }));
		room.apply(aMessage({ key: 'new 1' }));
		room.apply(aMessage({ key: 'mine', own: true }));
		room.apply(aMessage({ key: 'new 2' }));
		expect([room.unread, room.firstUnread]).toEqual([2, 'new 1']);

		room.looked();
		expect([room.unread, room.firstUnread]).toEqual([0, 'new 1']);
		room.lookedAway();
		expect(room.firstUnread).toBe('');
	});
});

test('a failed message can be written anew, or given up', async () => {
	const { bridge, room } = open();
	bridge.answers.send = () => refusal('invalid-text', 'Too long.');
	await room.send('far too long');
	await room.send('and this');
	room.draft = 'half a thought';
	room.rewrite(room.rows[0]);
	expect(room.draft).toBe('far too long\nhalf a thought');
	room.discard(room.rows[0]);
	expect(room.rows).toEqual([]);
});

test('ten thousand messages are taken in a moment', () => {
	const { room } = open();
	const begun = performance.now();
	for (let seq = 1; seq <= 10_000; seq++) room.apply(aMessage({ seq }));
	expect(room.rows).toHaveLength(10_000);
	expect(performance.now() - begun).toBeLessThan(5000);
});
