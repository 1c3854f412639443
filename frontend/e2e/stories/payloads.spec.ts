import { expect, test } from '../cast/cast';
import { harmless, made, oneAtATime, payloads, saying, walk } from '../cast/hostile';
import type { Event } from '../../src/lib/bridge/bridge';
import { play, type Scene } from '../cast/stage';
import { sameName } from '../../src/lib/text/names';
import type { Window } from '../cast/window';

// A server that means harm says whatever it likes wherever it can say something;
// whatever is in the page is something the page makes by itself, and all else is text.

const batches = 10; // each is as much as the page draws at a time
const batch = (n: number) => payloads.filter((_, i) => i % batches === n);

/** The same in a room in which nothing was said, with one other room and person: then it is quick to look at. */
const alone = (all: string[]): Scene => ({ ...saying(all.slice(0, 1)), rows: undefined });

/** Notes what must never happen. */
async function watch(window: Window): Promise<() => Promise<string[]>> {
	const { page } = window;
	const seen: string[] = [];
	page.on('dialog', (dialog) => {
		seen.push(`dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('request', (request) => {
		if (!request.url().startsWith(`${window.url}/`)) seen.push(`request ${request.url()}`);
	});
	page.on('framenavigated', (frame) => {
		if (frame !== page.mainFrame()) seen.push(`frame ${frame.url()}`);
	});
	page.on('popup', (popup) => seen.push(`popup ${popup.url()}`));
	await page.addInitScript(() => {
		const ran: unknown[] = [];
		const note =
			(name: string) =>
			(...args: unknown[]) =>
				ran.push([name, ...args]);
		Object.assign(window, {
			ran,
			alert: note('alert'),
			confirm: note('confirm'),
			prompt: note('prompt'),
			open: note('open'),
		});
	});
	return async () => [
		...seen,
		...(await page.evaluate(() => (window as unknown as { ran: unknown[] }).ran.map((r) => JSON.stringify(r)))),
	];
}

/** All that the page makes of what means no harm, in every view. */
async function inGoodFaith({ page }: Window): Promise<Set<string>> {
	const kinds = new Set<string>();
	const look = async (turns?: Event[][]) => (await made(page, turns)).kinds.forEach((kind) => kinds.add(kind));
	await play(page, saying(harmless));
	await walk(page, () => look());
	await play(page, alone(harmless));
	await look(harmless.flatMap(oneAtATime));
	return kinds;
}

// The page's own: none of these may ever come from anybody.
const never = ['iframe', 'img', 'object', 'embed', 'form action', 'base', 'style', 'audio', 'video'];

test('whatever is sent, text is text in every place and every view', async ({ cast }) => {
	test.setTimeout(300_000);
	const window = await cast.window();
	const { page } = window;
	const happened = await watch(window);

	// What would be harmful is known by comparison with what is not.
	const allowed = await inGoodFaith(window);
	for (const kind of ['a href', 'code', 'pre', 'mark', 'bdi', 'textarea', 'svg', 'dialog'])
		expect(allowed).toContain(kind);
	expect(never.filter((kind) => allowed.has(kind))).toEqual([]);
	expect([...allowed].filter((kind) => / on/.test(kind) || kind === 'a style')).toEqual([]);

	const check = async (turns?: Event[][]) => {
		const { kinds, links } = await made(page, turns);
		expect(kinds.filter((kind) => !allowed.has(kind))).toEqual([]);
		expect(links.filter((link) => link !== 'http:' && link !== 'https:')).toEqual([]);
		expect(await happened()).toEqual([]);
	};
	for (let n = 0; n < batches; n++) {
		const all = batch(n);
		await play(page, saying(all));
		// Every text is there as it was sent, but for the signs of what it is shown as.
		const shown = await page.getByRole('log').locator('.message .lines').allTextContents();
		expect(all.filter((what) => !what.includes('`') && !shown.includes(what))).toEqual([]);
		const emoji = await page.getByRole('log').locator('.reactions .emoji').allTextContents();
		expect(emoji).toEqual(all);
		const people = await page.getByRole('navigation').getByRole('list').last().getByRole('listitem').allTextContents();
		const others = all.filter((what) => !sameName(what, 'alice')); // one is not listed oneself, however one is spelled
		expect(others.filter((what) => !people.some((text) => text.includes(what)))).toEqual([]);
		await check();
		await play(page, { ...saying(all), rows: undefined }); // without what was said, which is looked at
		await walk(page, () => check());

		await play(page, alone(all));
		await check(all.flatMap(oneAtATime));
		expect(await page.title()).toMatch(/Confab/);
	}
});
