import { expect, picture, test } from './cast';
import { Control, Enter, Escape } from './driver';

test('what was said long ago is scrolled to, searched for and jumped to', async ({ cast }, info) => {
	const server = await cast.server(0, 'memory', '-rate', '0');
	const carol = await cast.terminal(server.port, 'carol');
	const dave = await cast.terminal(server.port, 'dave');
	const alice = await cast.window('alice');
	await alice.enter(server.address, 'alice');
	const { driver } = alice;
	for (let n = 1; n <= 600; n++) (n % 100 === 50 ? dave : carol).say(`line ${n} of the log`);
	await alice.shows('line 600 of the log');

	// What is above is loaded, and nothing that one reads moves for it.
	const top = `const log = document.querySelector('[role=log]'), at = log.getBoundingClientRect().top;
		const rows = [...log.querySelectorAll('[data-key]')];
		const row = rows.find((r) => r.getBoundingClientRect().bottom > at);`;
	const before = await driver.run<{ key: string; at: number; first: string }>(
		`document.querySelector('[role=log]').scrollTop = 300;
		${top} return { key: row.dataset.key, at: row.getBoundingClientRect().top, first: rows[0].dataset.key }`,
	);
	await driver.until(`${top} return rows[0].dataset.key !== arguments[0]`, before.first);
	const after = await driver.run<number>(
		`${top} return rows.find((r) => r.dataset.key === arguments[0]).getBoundingClientRect().top`,
		before.key,
	);
	expect(Math.abs(after - before.at)).toBeLessThan(2);

	await alice.chord(Control, 'f');
	await alice.type('Search messages', 'from:dave line 50');
	await driver.find('//*[@role="search"]//*[@role="option"][contains(., "line 50 of")]');
	await driver.until('return document.querySelectorAll("[role=search] [role=option]").length === 1');
	picture(info.outputPath('searching.png'));
	await driver.press(Enter);
	await driver.until(`return document.querySelector('.marked')?.innerText.includes('line 50 of')`);
	await driver.press(Escape);
	await alice.press('Jump to latest');
	await driver.until(
		`${top} return log.scrollTop + log.clientHeight >= log.scrollHeight - 2 && log.innerText.includes('line 600 ')`,
	);
});
