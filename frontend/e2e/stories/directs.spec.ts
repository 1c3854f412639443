import { expect, test } from '../cast/cast';

test('two talk alone, and nobody else reads or knows of it', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	const chidi = await cast.window({ name: 'chidi', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');

	await alice.line('bob').click();
	await expect(alice.composerOf('bob')).toBeFocused();
	await alice.tells('Direct message');
	await alice.say('between us', 'bob');

	// Where it is written from somebody else it is meant for oneself: counted like a mention.
	await expect(bob.line('alice')).toHaveAccessibleName(/1 unread/);
	await bob.goTo('alice');
	await bob.reads('between us', 'alice');
	await bob.say('of course', 'alice');
	await alice.reads('of course', 'bob');

	await alice.goTo('lobby');
	await alice.say('in front of everybody');
	await chidi.reads('in front of everybody');
	await carol.reads('@alice: in front of everybody');
	expect(carol.lines.slice(1)).toEqual(['@alice: in front of everybody']);
	await expect(chidi.page.getByText('between us')).toHaveCount(0);
	await expect(chidi.line('alice')).not.toHaveAccessibleName(/unread/);
});

test('a room of two is there when one of them is not', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ data: 'bob', name: 'bob', address: server.address });
	await alice.line('bob').click();
	await alice.say('first', 'bob');
	await expect(bob.line('alice')).toHaveAccessibleName(/1 unread/);
	await bob.close();
	await server.left('bob');
	await expect(alice.line('bob')).toHaveAccessibleName(/offline/);
	await alice.say('when you are back', 'bob');
	await alice.reads('when you are back', 'bob');

	const again = await cast.window({ data: 'bob' });
	await expect(again.line('alice')).toHaveAccessibleName(/2 unread/);
	await again.goTo('alice');
	await again.reads('first', 'alice');
	await again.reads('when you are back', 'alice');
});
