import { expect, test } from '../cast/cast';

test('the server is stopped, comes back at the same port, and the window finds it by itself', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const bob = await cast.window({ name: 'bob', address: server.address });
	await bob.hasSaid('so far so good');

	await server.stop();
	await bob.tells('The server has been down since');
	await bob.tells(/Retrying in \d s/);
	await bob.reads('so far so good');

	const again = await cast.server(server.port, 'lab');
	const carol = await cast.terminal(server.port, 'carol');
	await bob.tells("You're back online.");
	await again.logs(/msg=arrived.*name=bob/);
	await bob.say('here again');
	await carol.reads('@bob: here again');
	await bob.reads('so far so good');
});

test('Reconnect before the server is back: the window says so and goes on trying', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const bob = await cast.window({ name: 'bob', address: server.address });
	await expect(bob.composer).toBeVisible();
	await server.stop();

	await bob.press('Reconnect');
	await bob.tells(`No server answers at ${server.address}`);

	await cast.server(server.port, 'lab');
	await bob.tells("You're back online.");
});

test('the network is lost: what is written waits, and goes out once when it is back', async ({ cast }) => {
	const server = await cast.server();
	const cable = await cast.cable(server.port);
	const carol = await cast.terminal(server.port, 'carol');
	const alice = await cast.window({ name: 'alice', address: cable.address });
	await alice.say('before');
	await carol.reads('@alice: before');

	cable.pull();
	await alice.tells(/Offline since/);
	await alice.tells(/Retrying( in \d+ s|…)/);
	await server.lost('alice');
	await alice.say('kept');
	await alice.tells('Waiting for connection');
	await alice.tells("1 message will be sent when you're back online.");

	await cable.plug();
	await alice.tells("You're back online.");
	await carol.reads('@alice: kept');
	await alice.say('after');
	await carol.reads('@alice: after');
	expect(carol.lines.slice(1)).toEqual(['@alice: before', '@alice: kept', '@alice: after']);
	await alice.reads('kept');
	await expect(alice.page.getByText('Waiting for connection')).toHaveCount(0);
});

test('somebody took the name meanwhile: the window says so, and another name can be chosen', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const cable = await cast.cable(server.port);
	const alice = await cast.window({ name: 'alice', address: cable.address });
	await expect(alice.composer).toBeVisible();

	cable.pull();
	await server.lost('alice');
	await server.command('unregister', 'alice'); // or else nobody gets it
	await cast.terminal(server.port, 'alice');
	await cable.plug();

	// For two minutes it may be her own, from the connection that was lost.
	await alice.tells(/The server still holds the name \w+ for the lost connection\./);
	await alice.leave('alice');
	await alice.enter(server.address, 'alice2');
});

test('what was said meanwhile is there afterwards, in its place', async ({ cast }) => {
	const server = await cast.server();
	const cable = await cast.cable(server.port);
	const carol = await cast.terminal(server.port, 'carol');
	const alice = await cast.window({ name: 'alice', address: cable.address });
	carol.say('before');
	await alice.reads('before');

	cable.pull();
	await server.lost('alice');
	for (const text of ['first', 'second', 'third']) carol.say(text);
	await alice.say('mine');
	await cable.plug();

	await carol.reads('@alice: mine');
	const said = alice.messages.getByText(/^(before|first|second|third|mine)$/);
	await expect(said).toHaveText(['before', 'first', 'second', 'third', 'mine']);
});

test('what was written offline outlives the window and the port, and goes out once', async ({ cast }) => {
	const first = await cast.server(0, 'lab');
	const alice = await cast.window({ data: 'alice', name: 'alice', address: first.address });
	await alice.say('before');
	await expect(alice.messages.getByText('Sent', { exact: true })).toHaveCount(1);
	await first.kill();
	await alice.tells(/Offline since/);
	await alice.say('kept');
	await alice.tells("1 message will be sent when you're back online.");
	await alice.kill();

	const second = await cast.server(0, 'lab');
	const carol = await cast.terminal(second.port, 'carol');
	const again = await cast.window({ data: 'alice', name: 'alice', address: second.address });
	await again.reads('before');
	await carol.reads('@alice: kept');
	await again.say('after');
	await carol.reads('@alice: after');
	expect(carol.lines.slice(1)).toEqual(['@alice: kept', '@alice: after']);
	await again.reads('kept');
});

test('another server at the same address gets nothing, and only its join link leads to it', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const alice = await cast.window({ data: 'alice' });
	await alice.enter(server.link, 'alice');
	await alice.say('for the lab');
	await expect(alice.messages.getByText('Sent', { exact: true })).toHaveCount(1);
	await server.kill();
	await alice.tells(/Offline since/);
	await alice.say('for the lab alone');

	const other = await cast.server(server.port, 'other');
	const carol = await cast.terminal(other.port, 'carol');
	await alice.tells(`The server at ${server.address} has a different key than before.`);
	await alice.press('Change name or server');
	await alice.connect(other.address, 'alice');
	await alice.tells('If it was set up again, ask for its join link.');

	await alice.connect(other.link, 'alice');
	await alice.tells(`You know the server at ${server.address} from another link.`); // once more is yes
	await alice.enter(other.link, 'alice');
	await alice.say('hello, other');
	await carol.reads('@alice: hello, other');
	expect(carol.lines.slice(1)).toEqual(['@alice: hello, other']);
});
