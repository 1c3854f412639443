import { expect, test } from '../cast/cast';

test('the switcher goes to rooms and people by a few letters, the ones seen last first', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await expect(bob.composer).toBeVisible();
	for (const room of ['experiments', 'printer', 'tea']) await alice.makeRoom(room);
	const { keyboard } = alice.page;
	const options = alice.page.getByRole('listbox', { name: 'Rooms and people' }).getByRole('option');

	await keyboard.press('Control+K');
	await expect(options).toHaveText([/printer/, /experiments/, /lobby/, /tea/, /bob/]);
	await keyboard.type('xpm');
	await expect(options).toHaveText([/experiments/]);
	await keyboard.press('Enter');
	await expect(alice.composerOf('experiments')).toBeFocused();

	await keyboard.press('Control+K');
	await expect(options.first()).toHaveText(/tea/);
	await keyboard.press('Enter'); // back to where one was
	await expect(alice.composerOf('tea')).toBeFocused();

	await keyboard.press('Control+K');
	await keyboard.type('bo');
	await keyboard.press('Enter');
	await expect(alice.composerOf('bob')).toBeFocused();

	// One that is nowhere yet can be made, and one that others have made be joined.
	await keyboard.press('Control+K');
	await keyboard.type('Coffee Break');
	await expect(options).toHaveText([/Join #coffee-break/, /Create #coffee-break/]);
	await keyboard.press('ArrowDown');
	await keyboard.press('Enter');
	await expect(alice.composerOf('coffee-break')).toBeFocused();
	await bob.page.keyboard.press('Control+K');
	await bob.page.keyboard.type('coffee-break');
	await bob.page.keyboard.press('Enter');
	await expect(bob.composerOf('coffee-break')).toBeFocused();

	await keyboard.press('Control+K');
	await keyboard.press('Escape');
	await expect(alice.composerOf('coffee-break')).toBeFocused();
});

test('Alt+↑ and ↓ go from room to room, with Shift to those with something new', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	for (const room of ['a', 'b', 'c']) {
		await alice.makeRoom(room);
		await bob.join(room);
	}
	const { keyboard } = alice.page;
	const isIn = (room: string) => expect(alice.composerOf(room)).toBeFocused();
	await keyboard.press('Alt+ArrowDown');
	await isIn('lobby'); // round and round
	await keyboard.press('Alt+ArrowDown');
	await isIn('a');
	await keyboard.press('Alt+ArrowUp');
	await keyboard.press('Alt+ArrowUp');
	await isIn('c');

	await alice.goTo('lobby');
	await bob.goTo('b');
	await bob.say('hello', 'b');
	await expect(alice.line('b')).toHaveAccessibleName('b, 1 unread');
	await keyboard.press('Alt+Shift+ArrowDown');
	await isIn('b');
	await expect(alice.line('b')).toHaveAccessibleName('b');
	await keyboard.press('Alt+Shift+ArrowDown'); // nothing is new
	await isIn('b');
});

test('all keys are shown, and Esc closes what is open, the last thing first', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	for (let i = 1; i <= 40; i++) carol.say(`line ${i}`);
	await alice.reads('line 40');
	const { keyboard } = alice.page;
	await expect(alice.composer).toBeFocused();

	await keyboard.press('Control+/');
	const dialog = alice.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
	await expect(dialog).toContainText('Jump to a room or person');
	await keyboard.press('Escape');
	await expect(dialog).toHaveCount(0);
	await expect(alice.composer).toBeFocused();

	await alice.about('line 40', 'Reply');
	await keyboard.press('Control+F');
	await keyboard.press('Escape');
	await expect(alice.page.getByRole('search')).toHaveCount(0);
	await alice.tells('Replying to carol');
	await keyboard.press('Escape');
	await expect(alice.page.getByText('Replying to carol')).toHaveCount(0);

	await keyboard.press('PageUp');
	await keyboard.press('PageUp');
	await expect(alice.row('line 40')).not.toBeInViewport();
	await keyboard.press('Escape');
	await expect(alice.row('line 40')).toBeInViewport();
});

test('the menu of a message is reached by keyboard, from one to the next', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	for (const text of ['one', 'two', 'three']) carol.say(text);
	await alice.reads('three');
	const { keyboard } = alice.page;
	await keyboard.press('Shift+Tab');
	await keyboard.press('ArrowUp');
	await keyboard.press('Shift+F10');
	await expect(alice.page.getByRole('menuitem', { name: 'Reply' })).toBeFocused();
	await keyboard.press('Enter');
	await expect(alice.composer).toBeFocused();
	await alice.say('yes');
	await expect(alice.row('yes')).toContainText('two');
});
