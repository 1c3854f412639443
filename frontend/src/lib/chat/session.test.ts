import { fakeMedia } from '../../testing/media';
import { describe, expect, test, vi } from 'vitest';
import { FakeBridge, aConnection, aDevice, aRoom, aRow, people, refusal } from '$lib/bridge/fake';
import { problem } from '$lib/bridge/bridge';
import { newKey } from './key';
import { speak } from '$lib/text/language.svelte';
import { Session } from './session.svelte';

test('what happens while the snapshot is on its way comes after it', async () => {
	const bridge = new FakeBridge();
	const a = aRow({ key: 'a' });
	const b = aRow({ key: 'b' });
	bridge.snapshot.events = [{ connection: aConnection() }, { row: a }];
	const session = new Session(bridge);
	const taken = vi.spyOn(session.rooms.shown, 'applyRow');
	const started = session.start();
	bridge.emit({ row: a });
	bridge.emit({ row: b });
	expect(taken).not.toHaveBeenCalled();
	await started;
	// A room has one row of a key, however often it comes.
	expect(taken.mock.calls).toEqual([[a], [a], [b]]);
});

test('it begins in the room that was shown last, once there is a chat', async () => {
	const bridge = new FakeBridge();
	bridge.snapshot.room = 'tea';
	const session = new Session(bridge);
	await session.start();
	expect(bridge.asked('page')).toEqual([]);
	session.apply({ connection: aConnection({ state: 'offline' }) });
	session.apply({ room: aRoom({ name: 'tea' }) });
	expect(session.rooms.shown.name).toBe('tea');
	expect(bridge.asked('page')).toEqual([[expect.objectContaining({ room: 'tea' })]]);
	session.apply({ connection: aConnection() });
	expect(bridge.asked('page')).toHaveLength(1);
});

test('what was clicked on outside of the window is shown, and nothing lies over it', async () => {
	const session = new Session(new FakeBridge());
	session.apply({ connection: aConnection() });
	session.apply({ room: aRoom({ name: 'tea' }) });
	session.dialogs.open({ kind: 'keys' });
	session.apply({ show: { room: 'tea', seq: 41 } });
	expect(session.rooms.shown.name).toBe('tea');
	expect(session.dialogs.shown).toBeUndefined();
});

test('before there is a chat it is kept for when there is one', () => {
	const bridge = new FakeBridge();
	const session = new Session(bridge);
	session.apply({ show: { room: 'tea', seq: 41 } });
	expect(bridge.asked('page')).toEqual([]);
	session.apply({ connection: aConnection() });
	expect(session.rooms.shown.name).toBe('tea');
});

test('rows, rooms, typing and refusals reach the room that they are of', () => {
	const session = new Session(new FakeBridge());
	session.apply({ connection: aConnection() });
	session.apply({ room: aRoom({ name: 'tea', topic: 'leaves' }) });
	const tea = session.rooms.byName('tea')!;
	expect(tea.state.topic).toBe('leaves');
	const take = vi.spyOn(tea, 'applyRow');
	const row = aRow({ room: 'tea', key: 'k', own: true, seq: 0, state: 'waiting' });
	session.apply({ row });
	expect(take.mock.calls).toEqual([[row]]);
	const typing = vi.spyOn(tea, 'applyTyping');
	const refuse = vi.spyOn(tea, 'refuse');
	session.apply({ typing: { room: 'tea', from: 'bob' } });
	session.apply({ typing: { room: 'nowhere', from: 'bob' } });
	session.apply({ refusal: { key: 'k', reason: { code: 'no-room' } } });
	expect(typing.mock.calls).toEqual([['bob']]);
	expect(refuse).toHaveBeenCalledWith({ key: 'k', reason: { code: 'no-room' } });
});

test('leaving keeps what was said, for whoever comes back', async () => {
	const session = new Session(new FakeBridge());
	session.apply({ connection: aConnection() });
	const clear = vi.spyOn(session.rooms.shown, 'clear');
	session.apply({ room: aRoom({ name: 'tea' }) });
	session.apply({ connection: aConnection({ state: 'idle' }) });
	expect(session.connection.entered).toBe(false);
	session.apply({ connection: aConnection() });
	expect(session.rooms.byName('tea')).toBeDefined();
	expect(clear).not.toHaveBeenCalled();
});

test('another person or server has other rooms, and nothing of what was searched for', async () => {
	const bridge = new FakeBridge();
	const session = new Session(bridge);
	session.apply({ connection: aConnection() });
	session.apply({ room: aRoom({ name: 'tea' }) });
	session.apply({ row: aRow() });
	session.search.open('tea');
	session.dialogs.open({ kind: 'room', room: session.rooms.byName('tea')!, view: 'about' });
	session.apply({ forget: true });
	expect(session.dialogs.shown).toBeUndefined();
	expect(session.rooms.all.map((r) => r.name)).toEqual(['lobby']);
	expect(session.rooms.shown.rows).toEqual([]);
	expect(session.search.isOpen).toBe(false);
	expect(bridge.asked('page')).toHaveLength(2); // and it is looked at anew
});

test('a lost connection does not leave the chat, and its return is said once', () => {
	const { connection } = new Session(new FakeBridge());
	connection.apply(aConnection({ state: 'connecting' }));
	expect(connection.entered).toBe(false);
	connection.apply(aConnection());
	expect([connection.entered, connection.back]).toEqual([true, false]);
	connection.apply(aConnection({ state: 'offline' }));
	connection.apply(aConnection({ state: 'connecting' }));
	expect(connection.entered).toBe(true);
	connection.apply(aConnection());
	expect(connection.back).toBe(true);
	connection.apply(aConnection({ waiting: 0 }));
	expect(connection.back).toBe(true);
	connection.noted();
	expect(connection.back).toBe(false);
});

test('a connection that worked is remembered first, whoever began it', async () => {
	const bridge = new FakeBridge();
	bridge.settings({ servers: ['old:1', 'lab3:6667'] });
	bridge.snapshot.launch = { address: 'other:1', name: 'eve' };
	const session = new Session(bridge);
	await session.start();
	expect(session.launch.name).toBe('eve');
	bridge.emit({ connection: aConnection({ address: 'lab3:6667', you: 'alice' }) });
	expect(session.settings.now).toMatchObject({ name: 'alice', servers: ['lab3:6667', 'old:1'] });
	expect(session.launch).toEqual({ address: '', name: '' });
});

test('if Go does not answer there is still a window', async () => {
	const bridge = new FakeBridge();
	bridge.ready = () => Promise.reject('no');
	const session = new Session(bridge);
	await session.start();
	expect(session.started).toBe(true);
});

test('a choice of theme holds and is remembered; the system is followed otherwise', async () => {
	const bridge = new FakeBridge();
	const { theme } = new Session(bridge);
	const system = fakeMedia(true);
	const stop = theme.follow(system);
	expect(theme.shown).toBe('dark');
	theme.choose('light');
	expect(theme.shown).toBe('light');
	expect(bridge.asked('saveSettings')).toEqual([[expect.objectContaining({ theme: 'light', textSize: 100 })]]);
	theme.choose('system');
	Object.assign(system, { matches: false });
	system.dispatchEvent(new Event('change'));
	expect(theme.shown).toBe('light');
	stop();
});

test('a problem is read from its text, and anything else is our own fault', () => {
	expect(problem('{"code":"full","params":{"address":"lab:1"}}')).toEqual({
		...{ code: 'full', params: { address: 'lab:1' } },
		sentence: 'The server at lab:1 is full. Try again later.',
	});
	for (const odd of ['panic: nil', '"text"', 'null', new Error('x'), undefined, '{"code":7}']) {
		expect(problem(odd).code).toBe('internal');
	}
});

test('a key is a UUIDv7 that carries its time', () => {
	const at = Date.UTC(2026, 10, 19);
	const key = newKey(at);
	expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	expect(parseInt(key.replaceAll('-', '').slice(0, 12), 16)).toBe(at);
	expect(new Set(Array.from({ length: 1000 }, () => newKey(at))).size).toBe(1000);
});

test('who is here, and what they are, is as Go said it last', () => {
	const session = new Session(new FakeBridge());
	const here = session.people;
	session.apply(people(['eve', 'bob', 'alice'], { guests: ['eve'], moderators: ['bob'] }));
	expect(here.names).toEqual(['alice', 'bob', 'eve']);
	expect([here.isGuest('eve'), here.isGuest('bob'), here.moderates('bob'), here.moderates('eve')]).toEqual([
		true,
		false,
		true,
		false,
	]);
	session.apply({ forget: true });
	expect([here.names, here.isGuest('eve')]).toEqual([[], false]);
});

test('devices ask one after the other, and none when there is no connection to answer by', () => {
	const session = new Session(new FakeBridge());
	const ask = (device: string, over = false) => session.apply({ asking: { device, address: '', over } });
	session.apply({ connection: aConnection() });
	ask('a');
	ask('b');
	ask('a'); // told again
	expect(session.devices.asking?.device).toBe('b');
	ask('b', true);
	expect(session.devices.asking?.device).toBe('a');
	session.apply({ connection: aConnection({ state: 'offline' }) });
	expect(session.devices.asking).toBeUndefined();
});

test('leaving closes what lay over the chat, and another person has other devices', () => {
	const session = new Session(new FakeBridge());
	session.apply({ connection: aConnection() });
	session.apply({ devices: { devices: [aDevice({ name: 'laptop' }), aDevice({ name: 'office', here: true })] } });
	expect(session.devices.list?.map((d) => d.name)).toEqual(['office', 'laptop']);
	session.dialogs.open({ kind: 'devices' });
	session.apply({ connection: aConnection({ state: 'offline' }) });
	expect(session.dialogs.shown).toBeDefined();
	session.apply({ connection: aConnection({ state: 'idle' }) });
	expect(session.dialogs.shown).toBeUndefined();
	session.apply({ forget: true });
	expect(session.devices.list).toBeUndefined();
});

describe('settings', () => {
	test('hold at once, and Go is given all of them', async () => {
		const bridge = new FakeBridge();
		const { settings } = new Session(bridge);
		const saved = settings.save({ textSize: 125 });
		expect(settings.now.textSize).toBe(125);
		await saved;
		await settings.save({ enter: 'newline' });
		expect(bridge.asked('saveSettings').at(-1)).toEqual([expect.objectContaining({ textSize: 125, enter: 'newline' })]);
		expect(settings.failed).toBe('');
	});

	test('that Go cannot keep hold where the page does it, and not where Go does it', async () => {
		const bridge = new FakeBridge();
		const { settings } = new Session(bridge);
		bridge.answers.saveSettings = () => refusal('too-big-to-copy');
		await settings.save({ theme: 'dark' });
		expect([settings.now.theme, settings.failed]).toEqual(['dark', 'This is too large to copy.']);
		await settings.save({ autostart: true });
		expect([settings.now.theme, settings.now.autostart]).toEqual(['dark', false]);
		bridge.answers = {};
		await settings.save({ tray: true });
		expect(settings.failed).toBe('');
		expect(bridge.asked('saveSettings').at(-1)).toEqual([
			expect.objectContaining({ theme: 'dark', autostart: false, tray: true }),
		]);
	});

	test('the text gets larger and smaller by steps, as far as there are any', async () => {
		const { settings } = new Session(new FakeBridge());
		for (let i = 0; i < 9; i++) settings.resize(1);
		expect(settings.now.textSize).toBe(200);
		for (let i = 0; i < 6; i++) settings.resize(-1);
		expect(settings.now.textSize).toBe(90);
	});

	test('the emoji used last are at hand, each once, and eight of them', async () => {
		const bridge = new FakeBridge();
		const session = new Session(bridge);
		await session.start();
		const { settings } = session;
		for (const emoji of ['1', '2', '3', '1']) settings.used(emoji);
		expect(settings.now.emoji).toEqual(['1', '3', '2', '👍', '❤️', '😂', '🎉', '👀']);
	});

	test('a try that has been overtaken says nothing any more', async () => {
		const bridge = new FakeBridge();
		const { settings } = new Session(bridge);
		bridge.answers.saveSettings = () => refusal('too-big-to-copy');
		const first = settings.save({ doNotDisturb: true });
		bridge.answers = {};
		await Promise.all([settings.save({ textSize: 90 }), first]);
		expect([settings.failed, settings.now.textSize]).toEqual(['', 90]);
	});
});

test('what came to nothing is said until something goes well', async () => {
	const { trouble } = new Session(new FakeBridge());
	await trouble.watch(refusal('no-room'));
	expect(trouble.sentences).toEqual(["This room doesn't exist or is private."]);
	await trouble.watch(Promise.resolve());
	expect(trouble.sentences).toEqual([]);
});

test('what Go warns of is said once, until it is read', async () => {
	const session = new Session(new FakeBridge());
	session.apply({ warning: { code: 'too-big-to-copy' } });
	session.apply({ warning: { code: 'too-big-to-copy' } });
	await session.trouble.watch(Promise.resolve());
	expect(session.trouble.sentences).toEqual(['This is too large to copy.']);
	session.trouble.noted();
	expect(session.trouble.sentences).toEqual([]);
});

test('what Go warns of ends when Go says so, in whichever language, and can come again', () => {
	const session = new Session(new FakeBridge());
	speak('de');
	session.apply({ warning: { code: 'settings-broken', params: { file: '<b>x' } } });
	for (let i = 0; i < 2; i++) {
		session.apply({ warning: { code: 'archive-damaged' } });
		expect(session.trouble.sentences[1]).toMatch(/^Das Archiv auf diesem Computer ist beschädigt\./);
		session.apply({ over: 'archive-damaged' });
		expect(session.trouble.sentences).toHaveLength(1);
	}
	speak('en');
});

test('a link to another server is asked about, one to this server leads nowhere else', () => {
	const session = new Session(new FakeBridge());
	session.apply({ link: 'chat://lab:1' });
	expect([session.launch.address, session.dialogs.shown]).toEqual(['chat://lab:1', undefined]);
	session.apply({ connection: aConnection({ state: 'online', address: 'lab:1' }) });
	session.apply({ link: 'chat://lab:1#k=a&t=b' });
	expect([session.launch.address, session.dialogs.shown]).toEqual(['', undefined]);
	session.apply({ link: 'chat://[::1]:2/#k=a' });
	expect(session.launch.address).toBe('chat://[::1]:2/#k=a');
	expect(session.dialogs.shown).toEqual({ kind: 'link', link: 'chat://[::1]:2/#k=a' });
});

test('who closed a room that one was in is told, and why, but not to the one who did', () => {
	const session = new Session(new FakeBridge());
	session.apply({ connection: aConnection() });
	session.apply({ closed: { room: 'tea', by: 'alice', own: true, reason: '' } });
	expect(session.trouble.sentences).toEqual([]);
	session.apply({ closed: { room: 'tea', by: 'ann', own: false, reason: 'spam' } });
	expect(session.trouble.sentences).toEqual(['ann closed the room #tea: spam']);
	session.apply({ closed: { room: 'tea', by: 'server', own: false, reason: '' } });
	expect(session.trouble.sentences).toEqual(['The server console closed the room #tea.']);
});

test('that a room was closed is said until another one is shown, or there is one of that name again', () => {
	const session = new Session(new FakeBridge());
	const close = () => session.apply({ closed: { room: 'tea', by: 'ann', own: false, reason: 'spam' } });
	session.apply({ connection: aConnection() });
	session.apply({ room: aRoom({ name: 'tea' }) });
	session.apply({ room: aRoom({ name: 'den' }) });
	session.rooms.show('tea');
	close();
	session.apply({ room: aRoom({ name: 'tea', left: true }) });
	expect(session.rooms.shown.name).toBe('lobby');
	session.rooms.show('lobby');
	session.apply({ room: aRoom({ name: 'den', seq: 2 }) });
	expect(session.trouble.sentences).toEqual(['ann closed the room #tea: spam']);
	session.apply({ room: aRoom({ name: 'tea' }) });
	expect(session.trouble.sentences).toEqual([]);
	close();
	session.rooms.show('den');
	expect(session.trouble.sentences).toEqual([]);
	close();
	session.trouble.noted();
	expect(session.trouble.sentences).toEqual([]);
});
