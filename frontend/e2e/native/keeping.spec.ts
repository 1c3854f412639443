import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin } from '../cast/program';
import { expect, picture, test } from './cast';
import { Control, Escape } from './driver';

test('a window that is opened again is as it was, with the server or without', async ({ cast }, info) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	const first = await cast.window('alice', 30);
	await first.enter(server.address, 'alice');
	carol.say('see you tomorrow');
	await first.shows('see you tomorrow');
	await first.type('Message lobby', 'half a sent');
	await first.chord(Control, ',');
	await first.driver.click(await first.driver.find('//dialog//label[@title="Dark"]'));
	for (let i = 0; i < 2; i++) await first.press('Increase text size');
	await first.driver.press(Escape);
	await first.driver.resize(1000, 640);
	await first.driver.until('return outerWidth === 1000');
	await first.close();

	const again = await cast.window('alice');
	await again.driver.field('Message lobby');
	const now = await again.driver.run<unknown[]>(`return [
		document.querySelector('textarea').value, document.documentElement.dataset.theme,
		Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 100) / 100, outerWidth, outerHeight, screenX]`);
	expect(now).toEqual(['half a sent', 'dark', 17.5, 1000, 640, 30]);
	await again.shows('Online');
	await again.close();

	await server.kill();
	const alone = await cast.window('alice');
	await alone.shows('see you tomorrow');
	await alone.shows('Offline');
	picture(info.outputPath('without a server.png'));
});

test('a second start shows the window that is there', async ({ cast }) => {
	await cast.desktop();
	const server = await cast.server();
	const data = mkdtempSync(join(tmpdir(), 'confab-')); // the name of a socket is short
	const alice = await cast.window(data);
	await alice.enter(server.address, 'alice');
	await alice.chord(Control, ',');
	await alice.driver.click(await alice.driver.find('//dialog//label[contains(., "Keep running in the system tray")]'));
	await alice.driver.press(Escape);
	await alice.holds('tray', true);
	alice.closes();
	await alice.driver.until('return document.hidden');

	const second = cast.program(bin + 'confab', ['-data', data]);
	expect(await second.ends()).toBe(0);
	await alice.driver.until('return !document.hidden');
	await alice.shows('Online');

	const third = cast.program(bin + 'confab', ['-data', data, 'chat://127.0.0.1:2']);
	expect(await third.ends()).toBe(0);
	await alice.shows('This link leads to 127.0.0.1:2.');
	await alice.press('Switch servers');
	await alice.driver.until(
		'return [...document.querySelectorAll("form input")].some((i) => i.value === "chat://127.0.0.1:2")',
	);
	await alice.end();
	rmSync(data, { recursive: true });
});
