import { expect, test } from '../cast/cast';
import type { Cast } from '../cast/cast';
import type { Window } from '../cast/window';

/** Has many people say a lot, and gives what was said in the server's order. Nobody may say more than 50 at once. */
async function talkOf(cast: Cast, port: number, people: number, each: number): Promise<string[]> {
	const scribe = await cast.terminal(port, 'scribe');
	for (let p = 0; p < people; p++) {
		const terminal = await cast.terminal(port, `person${p}`);
		for (let i = 0; i < each; i++) terminal.say(`line ${i} of ${p}`);
	}
	const said = () => scribe.lines.filter((line) => line.startsWith('@person'));
	await expect.poll(() => said().length, { timeout: 40_000 }).toBe(people * each);
	return said().map((line) => line.slice(line.indexOf(' ') + 1));
}

/** What is loaded of the talk. */
const loaded = (window: Window) => window.messages.getByText(/^line \d+ of \d+$/).allInnerTexts();

/** What is seen first, and where. */
function top(window: Window) {
	return window.messages.evaluate((list) => {
		const from = list.getBoundingClientRect().top;
		const row = [...list.querySelectorAll('[data-key]')].find((r) => r.getBoundingClientRect().bottom > from + 1)!;
		return {
			text: row.querySelector('.body')?.textContent ?? '',
			y: Math.round(row.getBoundingClientRect().top - from),
		};
	});
}

test('700 messages from before one came: all are there, in order, and nothing jumps', async ({ cast }) => {
	const server = await cast.server();
	const said = await talkOf(cast, server.port, 14, 50);
	const alice = await cast.window({ name: 'alice', address: server.address });
	await alice.reads(said.at(-1)!);

	const seen = new Set<string>();
	let oldest = said.length;
	while (oldest > 0) {
		const rows = await loaded(alice);
		const from = said.indexOf(rows[0]!);
		expect(rows, 'a stretch without holes').toEqual(said.slice(from, from + rows.length));
		rows.forEach((row) => seen.add(row));
		oldest = from;
		if (from === 0) break;
		// Near enough to the top that more is fetched; whoever reads there stays where they were.
		// What one person says in one go is short: the first page may be hardly more than is seen.
		await alice.messages.evaluate((list) => (list.scrollTop = Math.min(list.clientHeight * 1.2, list.scrollTop / 2)));
		const reads = await top(alice);
		await expect.poll(async () => said.indexOf((await loaded(alice))[0]!)).toBeLessThan(from);
		const now = await top(alice);
		expect(now.text).toBe(reads.text);
		expect(Math.abs(now.y - reads.y)).toBeLessThanOrEqual(1);
	}
	expect(seen.size).toBe(said.length);

	// Not all of it is kept in the page, and Esc leads back.
	expect((await loaded(alice)).length).toBeLessThanOrEqual(400);
	await alice.composer.press('Escape');
	await expect(alice.row(said.at(-1)!)).toBeInViewport();
	await alice.say('I have read it all');
	await alice.reads('I have read it all');
});

test('whoever wants to keep everything has what was said before they came, without a server too', async ({ cast }) => {
	const server = await cast.server();
	const said = await talkOf(cast, server.port, 12, 50);
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	await alice.reads(said.at(-1)!);
	const field = alice.page.getByRole('combobox', { name: 'Search messages' });
	const finds = async (n: number) => {
		await field.fill('');
		await field.fill(`"${said[2]}"`);
		const status = alice.page.getByRole('status').filter({ hasText: new RegExp(`^${n} results?$`) });
		await expect(status).toHaveCount(1, { timeout: 2000 });
	};
	await alice.page.keyboard.press('Control+F');
	await finds(0);
	await alice.page.keyboard.press('Escape');
	await alice.page.keyboard.press('Control+,');
	await alice.page.getByRole('switch', { name: 'Download full history' }).check({ force: true });
	await alice.page.keyboard.press('Escape');
	await alice.page.keyboard.press('Control+F');
	await expect(() => finds(1)).toPass();
	await server.kill();
	await alice.page.getByRole('option').click();
	await expect(alice.row(said[2]!)).toBeInViewport();
});

test('what was missed while away is fetched where one looks, and a gap says so while offline', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await bob.say('before');
	await alice.reads('before');
	await alice.close();
	await server.left('alice');

	const said = await talkOf(cast, server.port, 12, 50);
	const again = await cast.window({ data: 'alice' });
	await again.reads(said.at(-1)!);
	await expect(again.line('lobby')).toHaveAccessibleName(/lobby(, \d+ unread)?$/);
	for (let from = said.length; from > 0;) {
		// A page that comes puts the list back to what was read: one goes on scrolling until there is more.
		const next = async () => {
			await again.messages.evaluate((list) => (list.scrollTop = 0));
			const first = said.indexOf((await loaded(again))[0]!);
			return first < 0 ? from : first;
		};
		await expect.poll(next).toBeLessThan(from);
		from = await next();
	}
	await again.messages.evaluate((list) => (list.scrollTop = 0));
	await again.reads('before');
	await expect(again.page.getByText("Some messages aren't loaded yet.")).toHaveCount(0);
});
