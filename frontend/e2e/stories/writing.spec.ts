import { expect, test } from '../cast/cast';
import type { Window } from '../cast/window';

test('an emoji by its shortcode, a name and a room by their beginning', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	await alice.makeRoom('experiments');
	await alice.goTo('lobby');
	const keys = alice.page.keyboard;

	await keys.type(':thumb');
	await expect(alice.page.getByRole('listbox', { name: 'Emoji' })).toBeVisible();
	await keys.press('Tab');
	await expect(alice.composer).toHaveValue('👍 ');
	await keys.type('@ca');
	await expect(alice.page.getByRole('option', { name: '@carol' })).toBeVisible();
	await keys.press('Enter'); // completes, and does not send
	await expect(alice.composer).toHaveValue('👍 @carol ');
	await keys.type('in #exp');
	await expect(alice.page.getByRole('option', { name: '#experiments' })).toBeVisible();
	await keys.press('Tab');
	await keys.type(':tada:');
	await expect(alice.composer).toHaveValue('👍 @carol in #experiments 🎉');
	await keys.press('Enter');
	await carol.reads('@alice: 👍 @carol in #experiments 🎉');

	await alice.press('Insert emoji');
	await keys.type('rocket');
	await expect(alice.page.getByRole('dialog', { name: 'Emoji picker' }).getByRole('button')).not.toHaveCount(0);
	await keys.press('Enter');
	await expect(alice.composer).toHaveValue('🚀');
	await expect(alice.composer).toBeFocused();
});

test('what was completed or picked is undone like what was typed', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await cast.terminal(server.port, 'carol');
	await expect(alice.page.getByRole('button', { name: /^carol/ })).toBeVisible();
	await alice.composer.focus();
	const keys = alice.page.keyboard;
	await keys.type('ask @ca');
	await expect(alice.page.getByRole('option', { name: '@carol' })).toBeVisible();
	await keys.press('Tab');
	await expect(alice.composer).toHaveValue('ask @carol ');
	await keys.press('Control+z');
	await expect(alice.composer).toHaveValue('ask @ca');
});

test('a draft stays in its room, and outlives the window', async ({ cast }) => {
	const server = await cast.server(0, 'lab');
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	await alice.makeRoom('tea');
	await alice.composerOf('tea').fill('half a thought');
	await alice.goTo('lobby');
	await expect(alice.composer).toHaveValue('');
	await alice.composer.fill('another one');
	await alice.goTo('tea');
	await expect(alice.composerOf('tea')).toHaveValue('half a thought');
	await alice.answered();
	await alice.close();

	const again = await cast.window({ data: 'alice' });
	await expect(again.composerOf('tea')).toHaveValue('half a thought'); // the room shown last
	await again.goTo('lobby');
	await expect(again.composer).toHaveValue('another one');
});

test('Enter that ends a composition sends nothing', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	await expect(alice.composer).toBeFocused();
	const session = await alice.page.context().newCDPSession(alice.page);

	await session.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
	await alice.composer.evaluate((field) =>
		field.dispatchEvent(
			new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
		),
	);
	await session.send('Input.insertText', { text: '日本' });
	await expect(alice.composer).toHaveValue('日本');
	await alice.composer.press('Enter');
	await carol.reads('@alice: 日本');
	expect(carol.lines.slice(1)).toEqual(['@alice: 日本']);
});

test('↑ in the empty field edits the last message, for everybody', async ({ cast }) => {
	const { alice, bob } = await two(cast);
	await alice.hasSaid('lunch at 11');
	await bob.reads('lunch at 11');
	await alice.composer.press('ArrowUp');
	await alice.tells('Editing message');
	await expect(alice.composer).toHaveValue('lunch at 11');
	await alice.composer.fill('lunch at 12');
	await alice.composer.press('Enter');
	for (const window of [alice, bob]) {
		await window.reads('lunch at 12');
		await expect(window.row('lunch at 12').getByText('edited')).toBeVisible();
		await expect(window.messages.getByText('lunch at 11')).toHaveCount(0);
	}
	await expect(alice.composer).toHaveValue('');

	await alice.composer.press('ArrowUp');
	await alice.composer.fill('never mind');
	await alice.composer.press('Escape');
	await expect(alice.composer).toHaveValue('');
	await alice.reads('lunch at 12');
});

test('what is taken back is gone for everybody', async ({ cast }) => {
	const { alice, bob } = await two(cast);
	await alice.hasSaid('not for you');
	await bob.reads('not for you');
	await alice.about('not for you', 'Delete');
	for (const window of [alice, bob]) {
		await window.reads('Message deleted');
		await expect(window.page.getByText('not for you')).toHaveCount(0);
	}
});

test('an answer quotes what it answers, and leads to it', async ({ cast }) => {
	const { alice, bob, server } = await two(cast);
	const carol = await cast.terminal(server.port, 'carol');
	carol.say('who comes along?');
	await bob.reads('who comes along?');
	for (let i = 0; i < 40; i++) carol.say(`and then ${i}`);
	await bob.reads('and then 39');
	await bob.about('who comes along?', 'Reply');
	await bob.tells('Replying to carol');
	await bob.say('I do');

	const quote = alice.row('I do').getByRole('button', { name: /^In reply to carol who comes along\?/ });
	await expect(quote).toBeVisible();
	await expect(alice.row('who comes along?')).not.toBeInViewport();
	await quote.click();
	await expect(alice.row('who comes along?')).toBeInViewport();
	await expect(alice.row('who comes along?')).toHaveClass(/marked/);
});

test('reactions are put, joined and taken off again', async ({ cast }) => {
	const { alice, bob } = await two(cast);
	await alice.say('lunch?');
	await bob.reads('lunch?');
	await bob.about('lunch?', 'React…');
	await bob.page.keyboard.type('thumbs up');
	await bob.page.getByRole('dialog', { name: 'Emoji picker' }).getByRole('button').first().click();

	const chip = (window: Window, names: string) =>
		window.row('lunch?').getByRole('button', { name: new RegExp(`^👍 ${names}$`) });
	await expect(chip(alice, '1: bob')).toHaveAttribute('aria-pressed', 'false');
	await chip(alice, '1: bob').click();
	for (const window of [alice, bob]) {
		await expect(chip(window, '2: bob and alice')).toHaveAttribute('aria-pressed', 'true');
	}
	await chip(bob, '2: bob and alice').click();
	for (const window of [alice, bob]) await expect(chip(window, '1: alice')).toBeVisible();
});

test('code is code, and is copied as it is', async ({ cast }) => {
	const { alice, bob } = await two(cast);
	await alice.say('look:\n```go\nfunc main() {\n\tpanic("`no`")\n}\n```\nand `go test` here');
	const code = bob.page.getByRole('region', { name: 'Code' });
	await expect(code).toHaveText('func main() {\n\tpanic("`no`")\n}', { useInnerText: true });
	await expect(bob.messages.locator('code', { hasText: 'go test' })).toHaveCount(1);
	await code.hover();
	await bob.messages.getByRole('button', { name: 'Copy', exact: true }).click();
	await expect.poll(async () => (await bob.asked()).copied).toEqual(['func main() {\n\tpanic("`no`")\n}']);
});

async function two(cast: import('../cast/cast').Cast) {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await expect(alice.composer).toBeVisible();
	await expect(bob.composer).toBeVisible();
	return { server, alice, bob };
}
