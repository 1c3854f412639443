import { readFileSync } from 'node:fs';
import { expect, test } from '../cast/cast';
import type { Window } from '../cast/window';

const open = (window: Window) => window.page.keyboard.press('Control+,');
const look = (window: Window) =>
	window.page.evaluate(() => [
		getComputedStyle(document.body).backgroundColor,
		getComputedStyle(document.documentElement).fontSize,
	]);

test('theme, text size and what Enter does hold at once, and after the next start', async ({ cast }, info) => {
	const server = await cast.server();
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	await expect(alice.composer).toBeFocused();
	const [light, size] = await look(alice);

	await open(alice);
	const settings = alice.page.getByRole('dialog', { name: 'Settings' });
	await settings.getByRole('radio', { name: 'Dark' }).check({ force: true });
	await settings.getByRole('button', { name: 'Increase text size' }).click();
	await expect(settings).toContainText('110%');
	await settings.getByRole('radio', { name: 'New line' }).check({ force: true });
	await alice.page.keyboard.press('Escape');
	const chosen = await look(alice);
	expect(chosen[0]).not.toBe(light);
	expect(parseFloat(chosen[1]!)).toBeCloseTo(parseFloat(size!) * 1.1, 1);

	const lines = async (window: Window, text: string) => {
		await window.composer.pressSequentially(`${text}, first`);
		await window.composer.press('Enter');
		await window.composer.pressSequentially('second');
		await window.composer.press('Control+Enter');
		await carol.reads(`@alice: ${text}, first`);
		await window.reads(`${text}, first second`); // one message
	};
	await lines(alice, 'now');
	await expect.poll(() => readFileSync(info.outputPath('alice', 'settings.json'), 'utf8')).toMatch(/"newline"/);
	await alice.close();

	const again = await cast.window({ data: 'alice' });
	await expect(again.composer).toBeFocused();
	expect(await look(again)).toEqual(chosen);
	await lines(again, 'then');
	await carol.reads('@alice: then, first');
	expect(carol.lines.slice(1)).toEqual([
		'@alice: now, first',
		'@alice: second',
		'@alice: then, first',
		'@alice: second',
	]);
});

test('what cannot be kept is said, and the window is as one wants it all the same', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await expect(alice.composer).toBeFocused();
	await alice.page.route('**/window/call', async (route) => {
		const { method } = route.request().postDataJSON() as { method: string };
		// One that Go has not: it is refused like any other fault.
		if (!method.endsWith('SaveSettings')) return route.continue();
		return route.continue({ postData: route.request().postData()!.replace('SaveSettings', 'SaveNothing') });
	});
	await open(alice);
	await alice.page.getByRole('radio', { name: 'Dark' }).check({ force: true });
	await alice.tells(/^The setting wasn't saved\. /);
	await expect(alice.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
