import { expect, test } from './cast';

test('two talk alone, and the other is told', async ({ cast }) => {
	const server = await cast.server();
	const desktop = await cast.desktop();
	const carol = await cast.terminal(server.port, 'carol');
	const alice = await cast.window('alice');
	await alice.enter(server.address, 'alice');
	const bob = await cast.window('bob', 1200);
	await bob.enter(server.address, 'bob');

	await alice.driver.click(await alice.driver.find('//button[@data-line][.//bdi[normalize-space(.)="bob"]]'));
	await alice.say('only for you', 'bob');
	await bob.lists('alice, 1 unread, online');
	const note = await desktop.shows('only for you');
	expect(note.title).toBe('alice');
	await bob.toFront();
	desktop.click(note);
	await bob.driver.field('Message alice');
	await bob.shows('only for you');
	await bob.lists('alice, online');

	// What he sees himself he is not told, and nothing at all if he wants to be left in peace.
	await bob.go('lobby');
	carol.say('@bob do you see this?');
	await bob.shows('do you see this?');
	await bob.go('alice');
	carol.say('@bob and this?');
	await desktop.shows('@bob and this?');
	await bob.choose('bob', 'Do not disturb');
	await bob.holds('doNotDisturb', true);
	carol.say('@bob psst');
	await bob.lists('lobby, 2 mentions, 2 unread');
	await bob.choose('bob', 'Do not disturb');
	await bob.holds('doNotDisturb', false);
	carol.say('@bob once more');
	await desktop.shows('@bob once more');
	expect(desktop.notes.map((n) => n.body)).toEqual(['only for you', '@bob and this?', '@bob once more']);
});
