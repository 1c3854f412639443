import { createServer } from 'node:net';
import { once } from 'node:events';
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

test('an address and a name on the command line are enough', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await expect(alice.composer).toBeFocused();
	await server.logs(/msg=arrived.*name=alice/);
});

test('an address alone is filled in, and only the name is asked', async ({ cast }) => {
	const server = await cast.server();
	const window = await cast.window({ address: server.address });
	await expect(window.address).toHaveValue(`chat://${server.address}`);
	await expect(window.name).toBeFocused();
});

test('a chat:// address is as good as host:port', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window();
	await alice.enter(`chat://${server.address}`, 'alice');
});

// Each says what is wrong at the field that mends it, and the cursor is there.

test('nobody answers', async ({ cast }) => {
	const server = await cast.server();
	await server.stop();
	const alice = await cast.window();
	await alice.connect(server.address, 'alice');
	await expect(alice.address).toHaveAccessibleDescription(
		`Nobody answers at ${server.address}. Is the server running?`,
	);
	await expect(alice.address).toBeFocused();

	await cast.server(server.port);
	await alice.address.press('Enter');
	await expect(alice.composer).toBeVisible();
});

test('something answers that is no chat server', async ({ cast }) => {
	const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n').on('error', () => {}));
	web.listen(0, '127.0.0.1');
	await once(web, 'listening');
	const { port } = web.address() as { port: number };
	const alice = await cast.window();
	await alice.connect(`127.0.0.1:${port}`, 'alice');
	await expect(alice.address).toHaveAccessibleDescription(
		`What answers at 127.0.0.1:${port} is a web server. Check the port.`,
	);
	web.close();
});

for (const address of ['lab3', 'lab3:', 'http://lab3:80', 'lab3:99999']) {
	test(`${address} is no address`, async ({ cast }) => {
		const alice = await cast.window();
		await alice.connect(address, 'alice');
		await expect(alice.address).toHaveAccessibleDescription(
			/^This address can't be used: .* Write it as the server shows it/,
		);
		await expect(alice.address).toBeFocused();
	});
}

test('a link that lets nobody in any more, or is cut off, or names another key', async ({ cast }) => {
	const server = await cast.server();
	const ann = await cast.window();
	await ann.enter(server.first, 'ann');
	const bob = await cast.window();
	for (const [link, wrong] of [
		[server.first, /invitation has been used/],
		[server.first.replace(/#k=.*&/, '#k=short&'), /This address can't be used/],
		[server.first.replace(/#k=.*&/, `#k=${'A'.repeat(43)}&`), /is not the one of the join link/],
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
	await bob.tells(/invitation has been used/);
	await expect(bob.address).toBeFocused();

	const other = await cast.window({ address: server.address, name: 'ann' });
	await other.tells('The name ann is taken');
	await expect(other.name).toBeFocused();
});

test('the card stands in the middle', async ({ cast }) => {
	const { page, name } = await cast.window();
	await expect(name).toBeVisible();
	const { y, height } = (await page.locator('form').boundingBox())!;
	expect(Math.abs(y + height / 2 - page.viewportSize()!.height / 2)).toBeLessThan(2);
});

test('nothing filled in', async ({ cast }) => {
	const server = await cast.server();
	const window = await cast.window();
	await window.press('Connect');
	await expect(window.address).toHaveAccessibleDescription(/^Which server\?/);
	await window.address.fill(server.address);
	await window.press('Connect');
	await expect(window.name).toHaveAccessibleDescription(/^What should the others call you\?/);
	await expect(window.name).toBeFocused();
});

test('the name is taken, reserved, or none at all', async ({ cast }) => {
	const server = await cast.server();
	await cast.terminal(server.port, 'alice');
	const window = await cast.window();

	await window.connect(server.address, 'Alice');
	await expect(window.name).toHaveAccessibleDescription(
		'The name Alice is taken. Choose another one. If it is yours, add this device on one that has it.',
	);
	await expect(window.name).toBeFocused();

	await window.connect(server.address, 'admin');
	await expect(window.name).toHaveAccessibleDescription('The name admin is reserved. Choose another one.');

	await window.connect(server.address, 'alice smith');
	await expect(window.name).toHaveAccessibleDescription(/^This name can't be used: .* Choose another one\.$/);

	await window.enter(server.address, 'alice2');
});
