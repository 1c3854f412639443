import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page, TestInfo } from '@playwright/test';
import { expect, test } from '../cast/cast';
import * as dialogs from '../cast/dialogs';
import * as found from '../cast/found';
import * as german from '../cast/german';
import * as scenes from '../cast/stage';
import * as ways from '../cast/views';
import { size } from '../cast/window';

const { first, connect, refused, chat, offline, shutdown, empty, rough, refusedBack } = scenes;
const light = ['light', 'dark'] as const;

/** What of axe's rules may come out otherwise in the other theme. */
const ofColours = ['color-contrast', 'link-in-text-block'];

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
	...found.scenes,
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

for (const [name, scene] of Object.entries(all)) {
	test(`${name}: seen, and read by everybody`, async ({ shared: { page } }, info) => {
		const picture = async (of: string) => {
			if (!process.env.UPDATE_PICTURES) return;
			await page.screenshot({ path: pictures(info, `${name}-${of}`), caret: 'hide', animations: 'disabled' });
		};
		for (const colorScheme of light) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			if (colorScheme === 'light') await show(page, scene);
			await picture(colorScheme);
			// There are no frames whose results another page would have to gather, and what is well needs no description.
			const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
			if (colorScheme === 'dark') axe.withRules(ofColours);
			const { violations } = await axe.analyze();
			expect(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join('\n')}`)).toEqual([]);
		}
		await fits(page);

		await page.setViewportSize({ width: 640, height: 480 });
		await picture('small');
		await fits(page);

		await page.setViewportSize(size);
		await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
		await picture('large');
		await fits(page);
	});
}
