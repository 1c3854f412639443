import { expect, picture, test } from './cast';

test('alice and bob talk in two real windows, and the server stops', async ({ cast }, info) => {
	const server = await cast.server();
	const alice = await cast.window('alice');
	const bob = await cast.window('bob', 1200);
	await alice.enter(server.address, 'alice');
	await bob.enter(server.address, 'bob');

	await alice.say('are you there?');
	await bob.shows('are you there?');
	await bob.say('right here');
	await alice.shows('right here');
	picture(info.outputPath('talking.png'));

	await alice.close();
	await server.left('alice');

	expect(await server.stop()).toBe(0);
	await bob.shows('The server was shut down');
	picture(info.outputPath('shut down.png'));
});

test('what is refused is said in a sentence', async ({ cast }) => {
	const server = await cast.server();
	await cast.terminal(server.port, 'carol');
	const alice = await cast.window('alice');
	await alice.tries('http://lab3:80', 'alice');
	await alice.shows("This address can't be used");
	await alice.tries(server.address, 'carol');
	await alice.shows('The name carol is taken');
	await alice.tries(server.address, 'admin');
	await alice.shows('The name admin is reserved');
});

test('somebody with nc and a real window understand each other', async ({ cast }) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	const alice = await cast.window('alice');
	await alice.enter(server.address, 'alice');

	await alice.say('hello carol');
	await carol.reads('@alice: hello carol');
	carol.say('hello alice');
	await alice.shows('hello alice');
});
