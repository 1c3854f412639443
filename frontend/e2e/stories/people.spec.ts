import { expect, test } from '../cast/cast';

test('by the link of a new server: it is verified, and the first administrator is one', async ({ cast }) => {
	const server = await cast.server();
	const ann = await cast.window({});
	await ann.enter(server.first, 'ann');
	await ann.tells('Lab 3');
	await ann.page.getByRole('button', { name: /Verified/ }).click();
	await ann.tells("contains this server's key");
	const key = /#k=([^&]+)/.exec(server.link)?.[1] ?? 'none';
	await expect(ann.page.getByRole('dialog')).toContainText(key.slice(0, 4));
	await ann.page.keyboard.press('Escape');
	await expect(ann.page.getByRole('dialog')).toHaveCount(0);
	await expect(ann.page.getByText('administrator').first()).toBeVisible();

	// Without the link, the key is the one that was found.
	const bob = await cast.window({ name: 'bob', address: server.address });
	await expect(bob.page.getByRole('button', { name: /Same key as on your first visit/ })).toBeVisible();
});

test("a name is its owner's, and a guest is marked", async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await expect(alice.composer).toBeVisible();
	const carol = await cast.terminal(server.port, 'carol');
	carol.say('hello from a terminal');
	await alice.reads('hello from a terminal');
	await expect(alice.messages.getByText('guest').first()).toBeVisible();
	await alice.close();
	await server.left('alice');

	const mallory = await cast.window({});
	await mallory.connect(server.address, 'alice');
	await mallory.tells('alice is taken, or looks like a name that is.');
});

test('a second device is added by a link and confirmed on the first', async ({ cast }) => {
	const server = await cast.server();
	const desk = await cast.window({ name: 'alice', address: server.address });
	await desk.chooseAs('alice', 'My devices…');
	await desk.tells('Its key is stored in a file');
	await desk.press('Add a device…');
	await expect(desk.page.getByRole('img', { name: 'QR code for the link' })).toBeVisible();
	await desk.page.getByRole('button', { name: 'Copy', exact: true }).last().click();
	await expect.poll(async () => (await desk.asked()).copied).toHaveLength(1);
	const link = (await desk.asked()).copied[0] ?? '';
	expect(link).toMatch(/^chat:\/\/127\.0\.0\.1:\d+#k=.{43}&t=.+$/);

	const laptop = await cast.window({});
	await laptop.connect(link, 'alice');
	await laptop.tells(/Confirm this device on one of your other devices/);
	const asks = desk.page.getByRole('alertdialog');
	await expect(asks).toContainText('Add this device?');
	const letters = /Its code is (\S{8})/.exec(await laptop.page.innerText('body'))?.[1] ?? 'nothing';
	await expect(asks).toContainText(letters);
	await asks.getByRole('button', { name: "It's mine, add it" }).click();
	await expect(laptop.composer).toBeVisible();
	await laptop.say('from both');
	await desk.reads('from both');

	// And it can be put out again.
	await desk.page.keyboard.press('Escape');
	await desk.page.keyboard.press('Escape');
	await desk.chooseAs('alice', 'My devices…');
	await desk.page
		.getByRole('button', { name: /^Revoke .*…$/ })
		.last()
		.click();
	await desk.page.getByRole('button', { name: 'Revoke', exact: true }).click();
	await laptop.tells(/revoked/);
});

test('a moderator removes a message and bans somebody, who is told why', async ({ cast }) => {
	const server = await cast.server();
	const ann = await cast.window({});
	await ann.enter(server.first, 'ann');
	const bob = await cast.window({ name: 'bob', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	await bob.say('buy my things');
	await ann.reads('buy my things');

	await ann.messages.getByText('buy my things').hover();
	await ann.choose(/Actions for bob's message/, 'Remove message…');
	await ann.page.keyboard.press('Escape');
	await ann.messages.getByText('buy my things').click({ button: 'right' });
	await ann.page.getByRole('menuitem', { name: 'Remove message…' }).click();
	await ann.page.getByRole('textbox', { name: /Reason/ }).fill('no advertising');
	await ann.press('Remove');
	for (const window of [ann, bob]) {
		await window.tells(/Removed by ann: no advertising/);
		await expect(window.messages.getByText('buy my things')).toHaveCount(0);
	}

	await ann.choose(/Actions for bob/, 'Mute…');
	await ann.page.getByRole('textbox', { name: /Reason/ }).fill('calm down');
	await ann.press('Mute');
	await bob.tells(/You're muted until .*: calm down/);
	await expect(bob.composer).toBeDisabled();
	await ann.choose(/Actions for bob/, 'Unmute');
	await ann.press('Unmute');
	await expect(bob.composer).toBeEnabled();

	await ann.choose(/Actions for bob/, 'Ban…');
	await ann.page.getByRole('textbox', { name: /Reason/ }).fill('advertising again');
	await ann.page.getByText('Permanent').click();
	await ann.press('Ban');
	await bob.tells(/banned from the server permanently: advertising again/);
	await ann.chooseAs('ann', 'Moderation…');
	await ann.tells(/ann banned bob permanently: advertising again/);
	await ann.tells(/ann removed a message from bob in lobby: no advertising/);
	await ann.page.keyboard.press('Escape');
	carol.say('at last');
	await ann.reads('at last');
});
