import { expect, test } from '../cast/cast';

test('the next start goes back by itself, and whoever has left finds filled in what was used last', async ({
	cast,
}) => {
	const server = await cast.server();
	const first = await cast.window({ data: 'alice' });
	await first.enter(server.address, 'alice');
	await first.close();
	await server.left('alice');

	const again = await cast.window({ data: 'alice' });
	await expect(again.composer).toBeFocused();
	await expect(again.page.getByRole('button', { name: /^Lab 3 Online/ })).toBeVisible();
	await again.leave('alice');
	await again.close();

	const third = await cast.window({ data: 'alice' });
	await expect(third.address).toHaveValue(server.address);
	await expect(third.name).toHaveValue('alice');
	await expect(third.name).toBeFocused();
	await third.page.keyboard.press('Enter');
	await expect(third.composer).toBeFocused();
});

// Each says what is wrong at the field that mends it, and the cursor is there.

test('nobody answers', async ({ cast }) => {
	const server = await cast.server();
	await server.stop();
	const alice = await cast.window();
	await alice.connect(server.address, 'alice');
	await expect(alice.address).toHaveAccessibleDescription(`No server answers at ${server.address}. Is it running?`);
	await expect(alice.address).toBeFocused();

	await cast.server(server.port);
	await alice.address.press('Enter');
	await expect(alice.composer).toBeVisible();
});

test('a link that lets nobody in any more, or is cut off, or names another key', async ({ cast }) => {
	const server = await cast.server();
	const ann = await cast.window();
	await ann.enter(server.first, 'ann');
	const bob = await cast.window();
	for (const [link, wrong] of [
		[server.first, /invitation was already used/],
		[server.first.replace(/#k=.*&/, '#k=short&'), /This address can't be used/],
		[server.first.replace(/#k=.*&/, `#k=${'A'.repeat(43)}&`), /isn't the one in the join link/],
	] as const) {
		await bob.connect(link, 'bob');
		await expect(bob.address).toHaveAccessibleDescription(wrong);
		await expect(bob.address).toBeFocused();
	}
});

test('the same from the command line', async ({ cast }) => {
	const server = await cast.server();
	const ann = await cast.window();
	await ann.enter(server.first, 'ann');
	const bob = await cast.window({ address: server.first.slice('chat://'.length), name: 'bob' });
	await bob.tells(/invitation was already used/);
	await expect(bob.address).toBeFocused();

	const other = await cast.window({ address: server.address, name: 'ann' });
	await other.tells('ann is taken, or looks like a name that is.');
	await expect(other.name).toBeFocused();
});

test('the card stands in the middle', async ({ cast }) => {
	const { page, name } = await cast.window();
	await expect(name).toBeVisible();
	const { y, height } = (await page.locator('form').boundingBox())!;
	expect(Math.abs(y + height / 2 - page.viewportSize()!.height / 2)).toBeLessThan(2);
});

test('the name is taken, reserved, or none at all', async ({ cast }) => {
	const server = await cast.server();
	await cast.terminal(server.port, 'alice');
	const window = await cast.window();

	await window.connect(server.address, 'Alice');
	await expect(window.name).toHaveAccessibleDescription(
		/^Alice is taken, or looks like a name that is\. Choose another name\./,
	);
	await expect(window.name).toBeFocused();

	await window.connect(server.address, 'admin');
	await expect(window.name).toHaveAccessibleDescription('The name admin is reserved. Choose another one.');

	await window.connect(server.address, 'alice smith');
	await expect(window.name).toHaveAccessibleDescription(/^This name can't be used: .* Choose another name\.$/);

	await window.enter(server.address, 'alice2');
});

test('the first line of a new person takes a click, a name and the line', async ({ cast }) => {
	const server = await cast.server();
	const ann = await cast.window();
	await ann.hears(server, 7);
	const found = ann.page.getByRole('button', { name: /^Lab 3/ });
	await expect(found).toHaveAccessibleName(/^Lab 3 7 people online · 127\.0\.0\.1:\d+ ?, new$/);
	await found.click();
	await expect(ann.name).toBeFocused();
	await ann.page.keyboard.type('ann');
	await ann.page.keyboard.press('Enter');
	await expect(ann.composer).toBeFocused();
	await ann.hasSaid('hello');
});
