import { expect, test } from '../cast/cast';
import type { Cast } from '../cast/cast';

/** Two windows in the lobby and in tea, the first of them behind another one. */
async function atTea(cast: Cast) {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await alice.makeRoom('tea');
	await bob.join('tea');
	await alice.goTo('lobby');
	await alice.behind();
	return { server, alice, bob };
}

test('a mention is told, and a click leads to it', async ({ cast }) => {
	const { alice, bob } = await atTea(cast);
	await bob.say('nothing for you', 'tea');
	await bob.say('@alice the water boils', 'tea');
	await alice.noted({ title: 'bob · #tea', body: '@alice the water boils' });
	for (let i = 0; i < 40; i++) await bob.say(`and then ${i}`, 'tea');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 1 mention, 42 unread');
	await expect(alice.page).toHaveTitle('(42) lobby – Confab');

	const [note] = (await alice.asked()).notes;
	await alice.behind(false);
	await alice.click(note!.id);
	await expect(alice.row('@alice the water boils')).toBeInViewport();
	await expect(alice.row('@alice the water boils')).toHaveClass(/marked/);
	await expect(alice.composerOf('tea')).toBeFocused();
	await alice.noted({ title: 'bob · #tea', body: '@alice the water boils' });
});

test('what is written from one to one is told, and a click closes what would hide it', async ({ cast }) => {
	const { alice, bob } = await atTea(cast);
	await bob.goTo('alice');
	await bob.say('are you there?', 'alice');
	await alice.noted({ title: 'bob', body: 'are you there?' });
	await alice.page.keyboard.press('Control+,');
	await alice.behind(false);
	await alice.click((await alice.asked()).notes[0]!.id);
	await expect(alice.page.getByRole('dialog')).toHaveCount(0);
	await expect(alice.row('are you there?')).toBeInViewport();
});

test('what is in front of one is not told', async ({ cast }) => {
	const { alice, bob } = await atTea(cast);
	await alice.behind(false);
	await alice.answered(); // Go knows that the lobby is in front
	await bob.goTo('lobby');
	await bob.say('@alice here');
	await alice.reads('@alice here');
	// In another room it is, though the window is in front: of that nothing is seen.
	await bob.goTo('tea');
	await bob.say('@alice and there', 'tea');
	await alice.noted({ title: 'bob · #tea', body: '@alice and there' });
});

test('do not disturb, a room that is muted, and one of which all is told', async ({ cast }) => {
	const { alice, bob } = await atTea(cast);
	await alice.chooseChecked('Options for #tea', 'Notify me about: nothing');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, notifications off');
	await bob.goTo('tea');
	await bob.say('@alice one', 'tea');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 1 mention, 1 unread, notifications off');
	await expect(alice.page).toHaveTitle('lobby – Confab'); // what is muted does not count

	await alice.chooseChecked('Options for #tea', 'Notify me about: all messages');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 1 mention, 1 unread');
	await bob.say('two', 'tea');
	await alice.noted({ title: 'bob · #tea', body: 'two' });

	await alice.page.getByRole('complementary').getByRole('button', { name: 'alice' }).last().click();
	await alice.page.getByRole('menuitemcheckbox', { name: 'Do not disturb' }).click();
	await expect(alice.page.getByRole('complementary').getByRole('button', { name: /Do not disturb/ })).toBeVisible();
	await alice.answered();
	await bob.say('@alice three', 'tea');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 2 mentions, 3 unread');

	await alice.page
		.getByRole('complementary')
		.getByRole('button', { name: /alice.*Do not disturb/ })
		.click();
	await alice.page.getByRole('menuitemcheckbox', { name: 'Do not disturb' }).click();
	await alice.answered();
	await bob.say('four', 'tea');
	await alice.noted({ title: 'bob · #tea', body: 'two' }, { title: 'bob · #tea', body: 'four' });
});

test('what came at once is told in as few words, and markup as what was typed', async ({ cast }) => {
	const server = await cast.server();
	const cable = await cast.cable(server.port);
	const alice = await cast.window({ name: 'alice', address: cable.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await expect(alice.composer).toBeVisible();
	await expect(bob.composer).toBeVisible();
	await alice.behind();
	cable.pull();
	await server.lost('alice');
	for (const text of ['@alice one', '@alice two', '@alice <b>three</b>']) await bob.say(text);
	await expect(bob.messages.getByText('Sent', { exact: true })).toHaveCount(1);
	await cable.plug();

	await alice.reads('@alice <b>three</b>');
	// However the network cuts it, each is told of once.
	const told = async () => {
		const { notes } = await alice.asked();
		return notes.reduce((n, { title }) => n + Number(/^bob · #lobby(?: \((\d)\))?$/.exec(title)?.[1] ?? 1), 0);
	};
	await expect.poll(told).toBe(3);
	expect((await alice.asked()).notes.at(-1)!.body).toBe('@alice <b>three</b>');
});
