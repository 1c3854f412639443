import { expect, picture, test } from './cast';
import { ArrowUp, Control, Enter, Escape, Shift, Tab } from './driver';

test('what was said is answered, changed, taken back, and what others make of it is to be seen', async ({
	cast,
}, info) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	const alice = await cast.window('alice');
	await alice.enter(server.address, 'alice');
	const bob = await cast.window('bob', 1200);
	await bob.enter(server.address, 'bob');
	const field = 'Message to lobby';

	// Edited by the arrow, in an empty field.
	await alice.say('run 6 is ovre');
	await bob.shows('run 6 is ovre');
	await alice.driver.press(ArrowUp);
	await alice.driver.until('return document.activeElement.value === "run 6 is ovre"');
	await alice.chord(Control, 'a');
	await alice.type(field, 'run 6 is over' + Enter);
	await bob.shows('run 6 is over');
	await bob.shows('edited');

	await bob.about('run 6 is over', 'Reply');
	await bob.shows('Reply to alice');
	await bob.say('thanks for @carol and me');
	await carol.reads('@bob: thanks for @carol and me');
	await alice.driver.find('//*[@role="log"]//button[contains(., "In answer to")][contains(., "run 6 is over")]');

	// A reaction goes to and fro.
	await alice.about('thanks for', 'React…');
	await alice.type('Search for an emoji', 'tada' + Enter);
	await bob.driver.click(await bob.driver.find('//button[@aria-label="🎉 1: alice"]'));
	await alice.driver.find('//button[@aria-label="🎉 2: alice and bob"]');

	// A mention and an emoji as they are typed.
	await alice.type(field, '@bo');
	await alice.driver.find('//*[@role="listbox"]//*[normalize-space(.)="@bob"]');
	await alice.driver.press(Tab);
	await alice.type(field, 'take a :thumbsu');
	await alice.driver.find('//*[@role="listbox"]/*[@role="option"]');
	picture(info.outputPath('completing.png'));
	await alice.driver.press(Tab);
	await alice.type(field, 'and :tada:' + Enter);
	await carol.reads('@alice: @bob take a 👍 and 🎉');
	await bob.driver.find('//bdi[@class and contains(@class, "you")][.="@bob"]');

	// Of several lines it stays one message.
	await alice.type(field, 'one');
	await alice.chord(Shift, Enter);
	await alice.type(field, 'two' + Enter);
	await carol.reads('@alice: two');
	expect((await bob.texts()).at(-1)).toBe('one\ntwo');

	await alice.about('one', 'Take back');
	await bob.shows('This message was taken back.');
	expect(await bob.texts()).not.toContain('one\ntwo');
	picture(info.outputPath('talked.png'));
});

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
	await alice.type('Search for', 'from:dave line 50');
	await driver.find('//*[@role="search"]//*[@role="option"][contains(., "line 50 of")]');
	await driver.until('return document.querySelectorAll("[role=search] [role=option]").length === 1');
	picture(info.outputPath('searching.png'));
	await driver.press(Enter);
	await driver.until(`return document.querySelector('.marked')?.innerText.includes('line 50 of')`);
	await driver.press(Escape);
	await alice.press('Jump to the newest');
	await driver.until(
		`${top} return log.scrollTop + log.clientHeight >= log.scrollHeight - 2 && log.innerText.includes('line 600 ')`,
	);
});
