import { beforeEach, expect, test, vi } from 'vitest';
import { FakeBridge, aConnection, aRoom, aRow, aTransfer, anAttachment, refusal } from '$lib/bridge/fake';
import { Attachments } from './attachments.svelte';
import { Room } from './room.svelte';
import { Session } from './session.svelte';
import { Transfers } from './transfers.svelte';

let bridge: FakeBridge;
let attachments: Attachments;
beforeEach(() => {
	bridge = new FakeBridge();
	attachments = new Attachments(bridge);
});
const some = (n: number, first = 1) => Array.from({ length: n }, (_, i) => anAttachment({ handle: `h${first + i}` }));
const handles = () => attachments.entries.map((e) => e.handle);

test('ten go into one message; Go forgets the rest, and it is said', () => {
	attachments.add(some(8));
	attachments.add(some(4, 9));
	expect(handles()).toHaveLength(10);
	expect(bridge.asked('detach')).toEqual([[['h11', 'h12']]]);
	expect(attachments.error).toMatch(/^One message can have 10 files\. 2 files were left out\./);
});

test('they are moved, named, described and removed', () => {
	attachments.add(some(3));
	attachments.move('h3', 0);
	attachments.move('h1', 9);
	expect(handles()).toEqual(['h3', 'h2', 'h1']);
	attachments.change('h2', { name: 'b.png', alt: 'a bench', asIs: true });
	attachments.remove('h3');
	expect(attachments.entries[0]).toMatchObject({ handle: 'h2', name: 'b.png', alt: 'a bench', asIs: true });
	expect(bridge.asked('detach')).toEqual([[['h3']]]);
});

test('one that cannot be sent holds the others up, and a failed choice says why', async () => {
	attachments.add([anAttachment({ problem: { code: 'internal' } })]);
	expect(attachments.sendable).toBe(false);
	await attachments.await(refusal('too-big-to-copy'));
	expect(attachments.error).toBe('This is too large to copy.');
});

test('what Go finds after another person’s window began is nobody’s', async () => {
	let found = (_: ReturnType<typeof some>) => {};
	const waits = attachments.await(new Promise((done) => (found = done)));
	attachments.clear();
	found(some(1));
	await waits;
	expect(handles()).toEqual([]);
	expect(bridge.asked('detach')).toEqual([[['h1']]]);
});

test('a message takes them along, with or without text, and has them again if it is refused', async () => {
	const room = new Room(aRoom(), bridge);
	await room.open();
	room.writing.attachments.add([anAttachment({ handle: 'h1' }), anAttachment({ handle: 'h2', picture: true })]);
	room.writing.attachments.change('h2', { alt: 'a bench', asIs: true });
	await room.send('');
	const [change] = bridge.changes('say');
	expect(change).toMatchObject({
		text: '',
		attachments: [
			{ handle: 'h1', name: 'plan.pdf' },
			{ handle: 'h2', name: 'plan.pdf', alt: 'a bench', as_is: true },
		],
	});
	expect(room.writing.attachments.entries).toEqual([]);
	expect(room.rows[0].files).toMatchObject([{ hash: '', name: 'plan.pdf' }, { alt: 'a bench' }]);

	// Go has it, and the server will not.
	room.applyRow(aRow({ key: change.id, seq: 0, own: true, text: '', state: 'waiting' }));
	room.refuse({ key: change.id, reason: { code: 'no-room' } });
	await room.retry(room.rows[0]);
	expect(bridge.changes('say')[1]).toEqual(change);

	room.refuse({ key: change.id, reason: { code: 'no-room' } });
	room.rewrite(room.rows[0]);
	expect(room.writing.attachments.entries.map((e) => e.handle)).toEqual(['h1', 'h2']);
	expect(bridge.asked('detach')).toEqual([]);
});

test('those of a message that is given up Go forgets', async () => {
	const room = new Room(aRoom(), bridge);
	await room.open();
	room.writing.attachments.add(some(1));
	bridge.answers.say = () => refusal('no-room');
	await room.send('look');
	room.discard(room.rows[0]);
	expect(bridge.asked('detach')).toEqual([[['h1']]]);
});

test('what is dropped is for the room that is shown, unless nothing can be written there', () => {
	const session = new Session(bridge);
	session.apply({ connection: aConnection() });
	session.apply({ dropped: some(1) });
	expect(session.rooms.shown.writing.attachments.entries).toHaveLength(1);
	session.apply({ connection: aConnection({ muted: true }) });
	session.apply({ dropped: some(1, 2) });
	expect(bridge.asked('detach')).toEqual([[['h2']]]);
	expect(session.trouble.sentences).toEqual(["Files can't be sent here right now."]);
	bridge.hasFiles = false;
	session.apply({ connection: aConnection() });
	session.apply({ dropped: some(1, 3) });
	expect(bridge.asked('detach')).toHaveLength(2);
});

test('what ends is news, what had ended before is none; all that failed is tried again', async () => {
	const transfers = new Transfers(bridge);
	transfers.apply(aTransfer({ id: 'a', state: 'failed' }));
	expect(transfers.news).toBeUndefined();
	transfers.apply(aTransfer({ id: 'b' }));
	transfers.apply(aTransfer({ id: 'b', state: 'failed' }));
	expect(transfers.news?.id).toBe('b');
	await transfers.retry();
	expect(bridge.asked('transfer')).toEqual([
		['lobby', 'a', 0, 'retry'],
		['lobby', 'b', 0, 'retry'],
	]);
	transfers.apply(aTransfer({ id: 'b', state: 'done' }));
	expect([transfers.news?.state, transfers.failed.length, transfers.of('b', 0)?.state]).toEqual(['done', 1, 'done']);
	vi.restoreAllMocks();
});
