import { expect, test } from '../cast/cast';

test('a link opens outside, and only what may be opened is one', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.terminal(server.port, 'bob');
	await expect(alice.composer).toBeVisible();
	const before = alice.page.url();

	bob.say('see https://example.org/a(b)?q=1&r=2, or http://lab3:8080');
	const asked = async () => (await alice.asked()).links;
	await alice.messages.getByRole('link', { name: 'https://example.org/a(b)?q=1&r=2' }).click();
	await expect.poll(asked).toHaveLength(1); // two bound calls at once may swap
	await alice.messages.getByRole('link', { name: 'http://lab3:8080' }).click({ button: 'middle' });

	await expect
		.poll(asked)
		.toEqual(['https://example.org/a(b)?q=1&r=2', expect.stringMatching(/^http:\/\/lab3:8080\/?$/)]);
	expect(alice.page.url()).toBe(before);
	expect(alice.page.context().pages()).toHaveLength(1);
});

test('text that turns the direction of writing turns only itself', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const mallory = await cast.terminal(server.port, 'mallory');
	await expect(alice.composer).toBeVisible();

	mallory.say('plain');
	mallory.say('\u202Egnp.exe \u2067\u2066\u202B');
	mallory.say('and on');
	await alice.reads('and on');

	const text = alice.messages.getByText('gnp.exe');
	expect(await text.evaluate((element) => getComputedStyle(element).unicodeBidi)).toMatch(/isolate|plaintext/);
	const author = await alice.messages.getByText('mallory').boundingBox();
	const plain = await alice.messages.getByText('plain').boundingBox();
	expect(author!.x).toBeCloseTo(plain!.x, 0);
});

test('a word without end and many lines do not break the window', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const mallory = await cast.terminal(server.port, 'mallory');
	await expect(alice.composer).toBeVisible();

	mallory.say('w'.repeat(5_000));
	mallory.say('e\u0301\u0302\u0303'.repeat(500));
	mallory.say('that was all');
	await alice.reads('that was all');

	const wide = await alice.page.evaluate(
		() => document.documentElement.scrollWidth > document.documentElement.clientWidth,
	);
	expect(wide).toBe(false);
	await expect(alice.composer).toBeInViewport();
});

test('a page on the web can say nothing to the port', async ({ cast, browser }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await expect(alice.composer).toBeVisible();
	const context = await browser.newContext();
	const page = await context.newPage(); // of nobody's, with no policy of ours
	const lines = 'REGISTER mallory CHAT/1.0\n@mallory: hello from a page\n';
	for (const scheme of ['http', 'https', 'ws', 'wss']) {
		const got = await page.evaluate(
			async ([url, body]) => {
				if (url.startsWith('ws')) {
					return new Promise<string>((resolve) => {
						const socket = new WebSocket(url);
						socket.onopen = () => resolve('open');
						socket.onerror = () => resolve('nothing');
					});
				}
				const answer = await fetch(url, { method: 'POST', mode: 'no-cors', body }).catch(() => undefined);
				return answer ? answer.text() : 'nothing';
			},
			[`${scheme}://${server.address}/`, lines],
		);
		expect(got, scheme).not.toContain('200');
	}
	await context.close();
	const bob = await cast.terminal(server.port, 'bob');
	bob.say('that was all');
	await alice.reads('that was all');
	expect(server.program.output).not.toContain('mallory');
	await expect(alice.page.getByText('hello from a page')).toHaveCount(0);
});
