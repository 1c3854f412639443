import { expect, test } from '../cast/cast';

test('alice and bob take turns in two windows, and carol with nc is the third', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window();
	const bob = await cast.window();
	const carol = await cast.terminal(server.port, 'carol');
	await alice.enter(server.address, 'alice');
	await bob.enter(server.address, 'bob');

	await alice.say('are you there?');
	await bob.reads('are you there?');
	await carol.reads('@alice: are you there?');

	await bob.say('right here');
	await alice.reads('right here');
	await carol.reads('@bob: right here');

	carol.say('me too');
	await alice.reads('me too');
	await bob.reads('me too');

	// Everybody's own line stands there once, and nobody gets theirs back.
	await alice.reads('are you there?');
	await bob.reads('right here');
	expect(carol.lines.slice(1)).toEqual(['@alice: are you there?', '@bob: right here']);

	await alice.close();
	await server.left('alice');
	await bob.say('she is gone');
	await carol.reads('@bob: she is gone');

	expect(await server.stop()).toBe(0);
	await carol.reads('DISCONNECT CHAT/1.1');
	await bob.tells('The server has been down since');
});

test('fifty lines written quickly keep their order', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	await expect(alice.composer).toBeFocused();
	await expect(bob.composer).toBeVisible();

	const lines = Array.from({ length: 50 }, (_, i) => `line ${i + 1}`);
	for (const line of lines) {
		await alice.page.keyboard.insertText(line);
		await alice.page.keyboard.press('Enter');
	}

	await carol.reads('@alice: line 50');
	expect(carol.lines.slice(1)).toEqual(lines.map((line) => `@alice: ${line}`));
	for (const window of [alice, bob]) {
		await window.reads('line 50');
		expect(await window.messages.getByText(/^line \d+$/).allInnerTexts()).toEqual(lines);
	}
});

test('a reload keeps what was said', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	await alice.say('before');
	carol.say('before, too');
	await alice.reads('before, too');

	await alice.page.reload();

	await alice.reads('before');
	await alice.reads('before, too');
	await alice.say('after');
	await carol.reads('@alice: after');
});

test('who comes and who goes is to be seen', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await alice.tells('No one else is online yet.');
	const carol = await cast.terminal(server.port, 'carol');
	const bob = await cast.window({ name: 'bob', address: server.address });
	const people = (n: number) => alice.page.getByRole('list', { name: new RegExp(`^People · ${n} online`) });

	await expect(people(2).getByRole('listitem')).toHaveText([/bob\s*$/, /carol\s*guest\s*$/]);
	carol.leave();
	await expect(people(1).getByRole('listitem')).toHaveText([/bob\s*$/]);
	await bob.close();
	await alice.tells('No one else is online yet.');
});

test('two windows of one person are one person', async ({ cast }) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	const desk = await cast.window({ data: 'desk', name: 'alice', address: server.address });
	await expect(desk.composer).toBeVisible(); // the name is hers now
	const lap = await cast.window({ data: 'desk', name: 'alice', address: server.address });
	await expect(lap.composer).toBeVisible();

	await desk.say('from the desk');
	await lap.reads('from the desk');
	await lap.say('from the lap');
	await desk.reads('from the lap');
	await carol.reads('@alice: from the lap');
	await expect(desk.page.getByRole('list', { name: 'People · 1 online' })).toContainText('carol');
	expect(carol.lines.slice(1)).toEqual(['@alice: from the desk', '@alice: from the lap']);
});
