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
	await bob.shows('The server has been down since');
	picture(info.outputPath('shut down.png'));
});
