import { expect, test } from './cast';
import { Alt, ArrowDown, Control, Enter, Shift } from './driver';

test('rooms are opened and joined, and what is new in them is counted', async ({ cast }) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	const alice = await cast.window('alice');
	await alice.enter(server.address, 'alice');
	const bob = await cast.window('bob', 1200);
	await bob.enter(server.address, 'bob');

	await alice.press('New room, or join one');
	await alice.type('Name', 'experiments');
	await alice.press('Make the room');
	await alice.driver.field('Message to experiments');

	await bob.press('New room, or join one');
	await bob.press('Join a room');
	await bob.type('Name', 'experiments' + Enter);
	await bob.say('who takes run 7?', 'experiments');
	await alice.shows('who takes run 7?');
	await bob.chord(Control, 'k');
	await bob.type('Go to a room or somebody', 'lob' + Enter);
	await bob.driver.field('Message to lobby');

	// Bob is elsewhere: a line is a line, and his name is a mention.
	await alice.say('I do', 'experiments');
	await bob.lists('experiments, 1 unread');
	await alice.say('@bob and you?', 'experiments');
	await bob.lists('experiments, 1 mention, 2 unread');
	expect(await bob.title()).toContain('(2)');
	carol.say('lunch?');
	await alice.lists('lobby, 1 unread');

	// What he wants to hear nothing of does not count in the title.
	await bob.menu('experiments');
	await bob.pick('Tell me nothing');
	await bob.lists('experiments, 1 mention, 2 unread, muted');
	await bob.driver.until('return document.title === "Confab — lobby"');
	await bob.menu('experiments');
	await bob.pick('Tell me mentions');

	await bob.toFront();
	await bob.chord(Alt, Shift, ArrowDown);
	await bob.shows('@bob and you?');
	await bob.lists('experiments');

	// Unread again, from a line on, until he comes back.
	await bob.about('I do', 'Mark unread from here');
	await bob.chord(Alt, ArrowDown);
	await bob.driver.field('Message to lobby');
	await bob.lists('experiments, 1 mention, 2 unread');
	await bob.go('experiments');
	await bob.driver.find('//*[@role="log"]//div[normalize-space(.)="New"]');
	await bob.lists('experiments');
});

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
	await bob.driver.field('Message to alice');
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
