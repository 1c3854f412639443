import { expect, test } from '../cast/cast';

test('everything goes without a mouse', async ({ cast }) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	const { page, ...alice } = await cast.window().then((w) => ({
		page: w.page,
		address: w.address,
		name: w.name,
		composer: w.composer,
		messages: w.messages,
	}));
	const keys = page.keyboard;

	await expect(alice.address).toBeFocused();
	await keys.type(server.address);
	await keys.press('Tab');
	await expect(alice.name).toBeFocused();
	await keys.type('alice');
	await keys.press('Enter');

	await expect(alice.composer).toBeFocused();
	await keys.type('hello');
	await keys.press('Enter');
	await carol.reads('@alice: hello');
	await expect(alice.composer).toBeFocused();

	// The newest message is reached, then what scrolls, and a letter typed there lands in the composer.
	await keys.press('Shift+Tab');
	await expect(page.getByRole('button', { name: "Actions for alice's message" })).toBeFocused();
	await keys.press('Shift+Tab');
	await expect(alice.messages).toBeFocused();
	await keys.type('typed');
	await expect(alice.composer).toBeFocused();
	await expect(alice.composer).toHaveValue('typed');
	await keys.press('Enter');
	await carol.reads('@alice: typed');

	const me = page.getByRole('complementary').getByRole('button', { name: 'alice' });
	for (let i = 0; i < 10 && !(await me.evaluate((b) => b === document.activeElement)); i++) {
		await keys.press('Shift+Tab');
	}
	await expect(me).toBeFocused();
	await keys.press('ArrowUp');
	await expect(page.getByRole('menuitem', { name: 'Disconnect' })).toBeFocused();
	await keys.press('Enter');
	await server.left('alice');
	await expect(alice.name).toBeFocused();
});
