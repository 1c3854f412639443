import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bin } from '../cast/program';
import { expect, test } from './cast';

const script = fileURLToPath(new URL('screenreader.py', import.meta.url));

/** Things to press are in brackets. */
const rooms = [
	...[
		'[Lab 3 Online Same key as on your first visit]',
		'[Find a room or person Ctrl K]',
		'Rooms',
		'[Create or join a room]',
	],
	...['[lobby, 2 unread]', '[Options for #lobby]', 'People · 2 online'],
	...['[alice, 1 unread, online]', '[Actions for alice]', '[carol, guest, online]'],
	...['[Actions for carol]', '[bob]'],
];
const messages = [
	...['bob TIME', 'I have the key', 'Sent', '[🎉 1: alice]', 'New'],
	...['alice TIME', '[In reply to bob I have the key]', 'then keep it'],
	...['carol guest TIME', 'and where is the door?'],
	...['[React]', '[Reply]', "[Actions for carol's message]"],
];

/** The system's Python, because the bindings to the accessibility tree are the system's too. */
function screenreader(args: string[], window?: number): string {
	const env = { ...process.env, ...(window && { WINDOW: String(window) }) };
	return execFileSync('/usr/bin/python3', [script, ...args], { timeout: 40_000, encoding: 'utf8', env }).trim();
}

test('a conversation is heard as it is seen', async ({ cast }, info) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	screenreader(['listen']);
	const bob = cast.program(bin + 'confab', [
		'-name',
		'bob',
		'-data',
		info.outputPath('bob'),
		`chat://${server.address}`,
	]);
	const ears = (...args: string[]) => screenreader(args, bob.pid);
	ears('say', 'Message lobby', 'I have the key');
	const alice = await cast.window('alice', 1200);
	await alice.enter(server.address, 'alice');
	await alice.shows('I have the key');
	await alice.about('I have the key', 'Reply');
	await alice.say('then keep it');
	await alice.about('I have the key', 'React…');
	await alice.type('Search emoji', 'tada\uE007');
	await alice.driver.click(await alice.driver.find('//button[@data-line][.//bdi[normalize-space(.)="bob"]]'));
	await alice.say('psst', 'bob');
	carol.say('and where is the door?');
	ears('read', 'Messages in lobby', 'where is the door');
	ears('read', 'Rooms and people', 'alice, 1 unread, online');
	expect(ears('hear', 'Rooms and people').split('\n')).toEqual(rooms);
	expect(
		ears('hear', 'Messages in lobby')
			.replaceAll(/\b\d\d:\d\d\b/g, 'TIME')
			.split('\n'),
	).toEqual([
		expect.stringMatching(/^\w+, \d/), // the day
		...messages,
	]);
	expect(ears('news', 'Messages in lobby')).toBe('polite');
});
