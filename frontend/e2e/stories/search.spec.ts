import { expect, test } from '../cast/cast';

test('what was said is found here and everywhere, and one gets to it', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	carol.say('the printer is out of paper');
	for (let i = 0; i < 40; i++) carol.say(`and then ${i}`);
	await alice.reads('and then 39');
	await alice.makeRoom('tea');
	await alice.hasSaid('no printer here', 'tea'); // or else the archive may not have it yet

	const { keyboard } = alice.page;
	const hits = alice.page.getByRole('listbox', { name: 'Search results' }).getByRole('option');
	await keyboard.press('Control+F');
	await keyboard.type('print');
	await expect(hits).toHaveCount(1);
	await expect(hits).toContainText('no printer here');
	await expect(hits.locator('mark')).toHaveText(['printer']);

	await keyboard.press('Control+Shift+F');
	await expect(hits).toHaveCount(2);
	await expect(hits.last()).toContainText('#lobby');
	await keyboard.press('ArrowDown');
	await keyboard.press('Enter');
	await expect(alice.row('the printer is out of paper')).toBeInViewport();
	await expect(alice.row('the printer is out of paper')).toHaveClass(/marked/);

	// The cursor is where one goes on looking, and Esc gives it back.
	await expect(alice.page.getByRole('combobox', { name: 'Search messages' })).toBeFocused();
	await keyboard.press('Escape');
	await expect(alice.page.getByRole('search')).toHaveCount(0);
	await expect(alice.composer).toBeFocused();
});

test('who, where and when narrow it down, and what cannot be is said', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	carol.say('tea at https://example.org/four');
	carol.say('tea at five');
	await alice.reads('tea at five');
	await alice.hasSaid('tea for me');

	const { page } = alice;
	const field = page.getByRole('combobox', { name: 'Search messages' });
	const hits = page.getByRole('option');
	await page.keyboard.press('Control+F');
	for (const [query, found] of [
		['tea', 3],
		['tea from:carol', 2],
		['has:link', 1],
		['tea -five', 2],
		['"tea for"', 1],
		['after:2020-01-01 tea', 3],
		['before:2020-01-01 tea', 0],
		['TÉA', 3],
	] as const) {
		await field.fill(query);
		await expect(page.getByRole('status').filter({ hasText: new RegExp(`^${found} results?$`) })).toHaveCount(1);
		await expect(hits, query).toHaveCount(found);
	}
	await field.fill('before:noon');
	await expect(page.getByRole('search').getByRole('alert')).toBeVisible();
	await field.fill('heliotrope');
	await alice.tells('No results in lobby.');
});

test('a message that was edited or taken back is found as it is now', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await alice.hasSaid('lunch at eleven');
	await alice.composer.press('ArrowUp');
	await alice.composer.fill('lunch at twelve');
	await alice.composer.press('Enter');
	await alice.reads('lunch at twelve');
	await alice.hasSaid('secret');
	await alice.about('secret', 'Delete');
	await alice.reads('Message deleted');

	const field = alice.page.getByRole('combobox', { name: 'Search messages' });
	await alice.page.keyboard.press('Control+F');
	await field.fill('twelve');
	await expect(alice.page.getByRole('option')).toHaveCount(1);
	for (const gone of ['eleven', 'secret']) {
		// The page shows at once what the archive hears of soon.
		await expect(async () => {
			await field.fill('');
			await field.fill(gone);
			await expect(alice.page.getByText('No results in lobby.')).toBeVisible({ timeout: 1000 });
		}).toPass();
	}
});
