import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page, TestInfo } from '@playwright/test';
import { expect, test } from '../cast/cast';
import * as dialogs from '../cast/dialogs';
import * as german from '../cast/german';
import * as scenes from '../cast/stage';
import * as ways from '../cast/views';

const { first, connect, refused, chat, offline, shutdown, empty, rough, refusedBack } = scenes;
const light = ['light', 'dark'] as const;

/** The pictures of the README. */
const views = { connect, chat, offline, shutdown };

/** All there is to see. */
const all: Record<string, scenes.Scene> = {
	first,
	...views,
	refused,
	'refused back': refusedBack,
	empty,
	rough,
	...dialogs.scenes,
	...ways.scenes,
	...german.scenes,
};

/** Where a picture goes: into the README's folder when it is to be changed, else only to where it can be looked at. */
function pictures(info: TestInfo, name: string): string {
	return process.env.UPDATE_PICTURES && name in readme
		? fileURLToPath(new URL(`../pictures/${name}.png`, import.meta.url))
		: `${info.project.outputDir}/pictures/${name}.png`;
}

const readme = Object.fromEntries(Object.keys(views).flatMap((view) => light.map((l) => [`${view}-${l}`, true])));

async function show(page: Page, scene: scenes.Scene): Promise<void> {
	await scenes.play(page, scene);
	if (scene.refusal) await page.getByRole('button', { name: 'Connect' }).click();
	// Nothing moves any more, and the cursor does not blink.
	await page.evaluate(() => document.fonts.ready);
}

async function fits(page: Page): Promise<void> {
	const tooWide = await page.evaluate(() =>
		[
			document.documentElement,
			...document.querySelectorAll(
				'main, [role=log], [role=search], aside, form, dialog, dialog .body, [role=listbox]',
			),
		]
			.filter((e) => e.scrollWidth > e.clientWidth + 1)
			.map((e) => `${e.localName} ${e.className}: ${e.scrollWidth} > ${e.clientWidth}`),
	);
	expect(tooWide).toEqual([]);
}

/** The settings that the App keeps in this folder: not those that it is about to keep. */
function remembered(folder: string): string {
	return readFileSync(`${folder}/settings.json`, 'utf8');
}

for (const [name, scene] of Object.entries(all)) {
	test(`${name}: seen, and read by everybody`, async ({ cast }, info) => {
		const { page } = await cast.window();
		for (const colorScheme of light) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			await show(page, scene);
			await page.screenshot({ path: pictures(info, `${name}-${colorScheme}`), caret: 'hide', animations: 'disabled' });
			await fits(page);
			const { violations } = await new AxeBuilder({ page }).analyze();
			expect(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join('\n')}`)).toEqual([]);
		}
	});

	test(`${name}: in a small window and with large text`, async ({ cast }, info) => {
		const { page } = await cast.window();
		await page.emulateMedia({ reducedMotion: 'reduce' });
		await show(page, scene);
		await page.setViewportSize({ width: 640, height: 480 });
		await page.screenshot({ path: pictures(info, `${name}-small`), caret: 'hide', animations: 'disabled' });
		await fits(page);

		await page.setViewportSize({ width: 1180, height: 760 });
		await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
		await page.screenshot({ path: pictures(info, `${name}-large`), caret: 'hide', animations: 'disabled' });
		await fits(page);
	});
}

test('the theme is chosen, and stays chosen', async ({ cast }, info) => {
	const server = await cast.server();
	const alice = await cast.window({ data: 'alice', name: 'alice', address: server.address });
	await alice.page.emulateMedia({ colorScheme: 'light' });
	await expect(alice.composer).toBeVisible();
	const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const before = await background(alice.page);

	await alice.page.keyboard.press('Control+,');
	await alice.page.getByRole('radio', { name: 'Dark' }).check({ force: true });
	await expect.poll(() => background(alice.page)).not.toBe(before);
	const dark = await background(alice.page);
	await expect.poll(() => remembered(info.outputPath('alice'))).toContain('"dark"');
	await alice.close();

	const again = await cast.window({ data: 'alice' });
	await again.page.emulateMedia({ colorScheme: 'light' });
	await expect.poll(() => background(again.page)).toBe(dark);
});
