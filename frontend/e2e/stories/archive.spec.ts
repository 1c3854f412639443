import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '../cast/cast';

test('without a server all that was said is there at once, and is searched', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await alice.makeRoom('tea', { topic: 'At four' });
	await bob.join('tea');
	await bob.say('the water boils', 'tea');
	await alice.reads('the water boils', 'tea');
	await alice.goTo('lobby');
	await alice.say('in the lobby');
	await bob.goTo('lobby');
	await bob.reads('in the lobby');
	await alice.close();
	await bob.close();
	await server.stop();

	const again = await cast.window({ data: 'alice' });
	await again.reads('in the lobby');
	await again.tells(/offline|Retrying/);
	await again.goTo('tea');
	await again.reads('the water boils', 'tea');
	await again.tells('At four');
	await again.page.keyboard.press('Control+Shift+F');
	await again.page.keyboard.type('boil');
	await expect(again.page.getByRole('option')).toHaveText([/the water boils/]);
});

test('what is typed offline outlives a crash of the window, and goes out once and in order', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const first = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	await first.say('before');
	await expect(first.messages.getByText('Sent', { exact: true })).toHaveCount(1);
	await first.close();
	await server.stop();

	const offline = await cast.window({ data: 'alice' });
	await offline.reads('before');
	const kept = Array.from({ length: 10 }, (_, i) => `kept ${i}`);
	for (const text of kept) await offline.say(text);
	await offline.tells("10 messages will be sent when you're back online.");
	await offline.kill();

	const still = await cast.window({ data: 'alice' });
	await still.tells("10 messages will be sent when you're back online.");
	expect(await still.messages.getByText(/^kept \d$/).allInnerTexts()).toEqual(kept);
	await still.kill();

	const back = await cast.server(server.port, 'lab');
	const carol = await cast.terminal(back.port, 'carol');
	const last = await cast.window({ data: 'alice' });
	await carol.reads('@alice: kept 9');
	await last.say('after');
	await carol.reads('@alice: after');
	expect(carol.lines.slice(1)).toEqual([...kept, 'after'].map((text) => `@alice: ${text}`));
	await last.reads('after');
	expect(await last.messages.getByText(/^kept \d$/).allInnerTexts()).toEqual(kept);
	await expect(last.page.getByText('Waiting for connection')).toHaveCount(0);
});

test('what is done to a message offline is done when the server is back', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await alice.say('lunch at 11');
	await bob.reads('lunch at 11');
	await bob.say('fine');
	await alice.reads('fine');
	await server.stop();
	await alice.tells(/The server has been down|[Oo]ffline/);
	await alice.composer.press('ArrowUp');
	await alice.composer.fill('lunch at 12');
	await alice.composer.press('Enter');
	await alice.reads('lunch at 12');

	await cast.server(server.port, 'lab');
	await bob.reads('lunch at 12');
	await expect(bob.row('lunch at 12').getByText('edited')).toBeVisible();
	await alice.reads('lunch at 12');
});

test('a room and everything are exported, as a page, as JSON and as text', async ({ cast }, info) => {
	const server = await cast.server();
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	await alice.say('in the lobby <b>here</b>');
	await alice.reads('in the lobby <b>here</b>');
	await alice.makeRoom('tea');
	await alice.say('said at tea', 'tea');
	await alice.reads('said at tea', 'tea');
	const folder = info.outputPath('alice');
	const written = (about: string, ending: string) => {
		const name = readdirSync(folder).find((n) => n.startsWith(`Confab ${about} 2`) && n.endsWith(ending));
		return readFileSync(`${folder}/${name}`, 'utf8');
	};

	await alice.choose('Options for #tea', 'Export messages…');
	for (const [format, ending] of [
		['HTML', '.html'],
		['JSON Lines', '.jsonl'],
		['Plain text', '.txt'],
	] as const) {
		await alice.press(format);
		await alice.tells(new RegExp(`Saved to .*Confab tea .*\\${ending}`));
		expect(written('tea', ending)).toContain('said at tea');
		expect(written('tea', ending)).not.toContain('in the lobby');
	}
	await alice.page.keyboard.press('Escape');

	await alice.page.keyboard.press('Control+,');
	await alice.press('HTML');
	await alice.tells(/Saved to .*Confab Lab 3 .*\.html/);
	const page = written('Lab 3', '.html');
	expect(page).toContain('said at tea');
	expect(page).toContain('in the lobby &lt;b&gt;here&lt;/b&gt;');
	await alice.press('JSON Lines');
	await alice.tells(/Saved to .*Confab Lab 3 .*\.jsonl/);
	const lines = written('Lab 3', '.jsonl').trimEnd().split('\n');
	expect(lines.map((line) => (JSON.parse(line) as { text?: string }).text)).toContain('in the lobby <b>here</b>');

	await alice.press('Open folder');
	await expect.poll(async () => (await alice.asked()).folders).toEqual([folder]);
});
