import { expect, test } from '../cast/cast';

test('a room is made, found by its name, talked in, and only by those in it', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	await alice.makeRoom('experiments', { topic: 'What runs, and until when' });
	await expect(alice.page.getByText('Welcome to experiments.')).toHaveCount(0); // it says who opened it
	await alice.tells('alice created the room: What runs, and until when');
	await alice.say('anybody?', 'experiments');

	await expect(bob.line('experiments')).toHaveCount(0);
	await bob.join('experiments');
	await bob.reads('anybody?', 'experiments'); // what was said before counts, too
	await bob.say('me', 'experiments');
	await alice.reads('me', 'experiments');
	await alice.tells('bob joined');
	await expect(alice.page.getByRole('button', { name: 'Show 2 people' })).toBeVisible();

	// The lobby knows nothing of it.
	await alice.goTo('lobby');
	await expect(alice.messages.getByText('me', { exact: true })).toHaveCount(0);
	await alice.say('out here');
	await carol.reads('@alice: out here');
	expect(carol.lines.slice(1)).toEqual(['@alice: out here']);
});

test('a private room is there for nobody who is not invited', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await expect(bob.composer).toBeVisible();
	await alice.makeRoom('thesis', { secret: true });
	await alice.say('nobody else', 'thesis');

	await bob.press('Create or join a room');
	await bob.page.getByRole('tab', { name: 'Join', exact: true }).click();
	await bob.page.getByRole('textbox', { name: 'Room name' }).fill('thesis');
	await bob.press('Join room');
	await expect(bob.page.getByRole('textbox', { name: 'Room name' })).toHaveAccessibleDescription(/room/);
	await bob.page.keyboard.press('Escape');

	await alice.press('Show 1 person');
	await alice.page.getByRole('textbox', { name: 'Invite someone' }).fill('bob');
	await alice.press('Invite');
	await alice.tells('bob was invited.');
	await bob.press('Join thesis');
	await expect(alice.page.getByRole('list', { name: 'Members' }).getByRole('listitem')).toHaveCount(2);
	await bob.goTo('thesis');
	await bob.reads('nobody else', 'thesis');
	await bob.tells('alice invited bob');
});

test('whoever leaves a room keeps what was said, gets nothing more of it, and can come again', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await alice.makeRoom('tea');
	await bob.join('tea');
	await alice.say('before', 'tea');
	await bob.reads('before', 'tea');

	await bob.choose('Options for #tea', 'Leave room…');
	await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Leave room', exact: true }).click();
	await expect(bob.composer).toBeFocused();
	await expect(bob.line('tea')).toHaveCount(0);
	await alice.tells('bob left');
	await alice.say('while he is away', 'tea');
	await alice.reads('while he is away', 'tea');

	// It is found all the same, with what was said while he was in it.
	await bob.page.keyboard.press('Control+Shift+F');
	await bob.page.keyboard.type('before');
	await bob.page.getByRole('option', { name: /before/ }).click();
	await bob.reads('before', 'tea');
	await bob.tells('You left tea.');
	await bob.press('Rejoin');
	await bob.say('back', 'tea');
	await alice.reads('back', 'tea');
	await bob.reads('while he is away', 'tea');
});

test('a moderator closes a room: its members see who did and why, and its name is free again', async ({ cast }) => {
	const server = await cast.server();
	const ann = await cast.window({});
	await ann.enter(server.first, 'ann');
	const bob = await cast.window({ name: 'bob', address: server.address });
	await bob.makeRoom('tea');
	await bob.say('an old plan', 'tea');
	await ann.join('tea');
	await ann.reads('an old plan', 'tea');
	const asks = ann.page.getByRole('dialog', { name: 'Close the room #tea?' });
	const close = async () => {
		await ann.choose('Options for #tea', 'Details…');
		await ann.press('Close room…');
		await expect(asks).toContainText('the server deletes its messages');
	};

	await close();
	await ann.press('Cancel');
	await expect(asks).toHaveCount(0);
	await ann.page.keyboard.press('Escape');
	await ann.hasSaid('still here', 'tea');
	await bob.reads('still here', 'tea');

	await close();
	await ann.page.getByRole('textbox', { name: /Reason/ }).fill('nobody drinks tea');
	await ann.press('Close room');
	await bob.tells('ann closed the room #tea: nobody drinks tea');
	for (const window of [ann, bob]) {
		await expect(window.line('tea')).toHaveCount(0);
		await expect(window.composer).toBeVisible();
	}
	await expect(ann.page.getByText(/ann closed the room/)).toHaveCount(0); // who did it knows
	await ann.chooseAs('ann', 'Moderation…');
	await ann.tells(/ann closed the room tea: nobody drinks tea/);
	await ann.page.keyboard.press('Escape');

	await bob.makeRoom('tea');
	await bob.say('a new plan', 'tea');
	await bob.reads('a new plan', 'tea');
	await ann.join('tea');
	await ann.reads('a new plan', 'tea');
	for (const window of [ann, bob]) await expect(window.page.getByText('an old plan')).toHaveCount(0);
});
