import { expect, test } from 'vitest';
import { FakeBridge, aConnection, aDevice, aMessage, people } from '$lib/bridge/fake';
import { problem } from '$lib/bridge/bridge';
import { newKey } from './key';
import { Session } from './session.svelte';

test('what happens while the snapshot is on its way is neither lost nor doubled', async () => {
	const bridge = new FakeBridge();
	const a = aMessage({ key: 'a' });
	const b = aMessage({ key: 'b' });
	bridge.snapshot.events = [{ connection: aConnection() }, { message: a }];
	const session = new Session(bridge);
	const started = session.start();
	bridge.emit({ message: a });
	bridge.emit({ message: b });
	await started;
	expect(session.room.rows.map((r) => r.key)).toEqual(['a', 'b']);
});

test('leaving keeps what was said, for whoever comes back', async () => {
	const session = new Session(new FakeBridge());
	session.apply({ connection: aConnection() });
	session.apply({ message: aMessage() });
	session.apply({ connection: aConnection({ state: 'idle' }) });
	expect(session.connection.entered).toBe(false);
	session.apply({ connection: aConnection() });
	expect(session.room.rows).toHaveLength(1);
});

test('another person or server empties the room and keeps the draft', async () => {
	const session = new Session(new FakeBridge());
	session.apply({ connection: aConnection() });
	session.apply({ message: aMessage() });
	session.room.draft = 'half a thought';
	session.apply({ forget: true });
	expect(session.room.rows).toEqual([]);
	expect(session.room.draft).toBe('half a thought');
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
	expect(session.settings).toMatchObject({ name: 'alice', servers: ['lab3:6667', 'old:1'] });
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
	const system = Object.assign(new EventTarget(), { matches: true }) as unknown as MediaQueryList;
	const stop = theme.follow(system);
	expect(theme.shown).toBe('dark');
	theme.choose('light');
	expect(theme.shown).toBe('light');
	expect(bridge.asked('setTheme')).toEqual([['light']]);
	theme.choose('system');
	Object.assign(system, { matches: false });
	system.dispatchEvent(new Event('change'));
	expect(theme.shown).toBe('light');
	stop();
});

test('a problem is read from its text, and anything else is our own fault', () => {
	expect(problem('{"code":"full","sentence":"Come later."}')).toEqual({ code: 'full', sentence: 'Come later.' });
	for (const odd of ['panic: nil', '"text"', 'null', new Error('x'), undefined, '{"code":"full"}']) {
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
