import { expect, picture, test } from './cast';
import type { RealWindow } from './real-window';

const sizes = [
	{ width: 1180, height: 760, text: '' },
	{ width: 640, height: 480, text: '' },
	{ width: 1180, height: 760, text: '200%' },
];

/** What one has to see or press in a dialog. */
const things = 'h2, h3, p, label, blockquote, button, input, [role=img], [role=tab]';

/**
 * What is wrong with the dialog in front: what of it cannot be brought wholly into sight, and whether
 * it makes people scroll where the window has room. Runs in the page.
 */
const faults = `
	const things = arguments[0];
	const dialog = [...document.querySelectorAll('dialog')].at(-1);
	const body = dialog.querySelector('.body');
	const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
	const inside = (a, b) => a.left >= b.left - 1 && a.top >= b.top - 1 && a.right <= b.right + 1 && a.bottom <= b.bottom + 1;
	const named = (e) => e.localName + ' "' + (e.ariaLabel || e.textContent).trim().slice(0, 40) + '"';
	const box = (e) => e.getBoundingClientRect();
	const wrong = [];
	if (!inside(box(dialog), screen)) wrong.push('the dialog is larger than the window');
	if (body.scrollHeight > body.clientHeight + 1 && box(dialog).height < innerHeight * 0.9)
		wrong.push('of ' + body.scrollHeight + ' px only ' + body.clientHeight + ' are shown, and there is room');
	for (const e of dialog.querySelectorAll(things)) {
		if (e.matches('.unseen') || !e.checkVisibility()) continue;
		if (body.contains(e)) body.scrollTop += box(e).top - box(body).top; // WebKit scrolls no <svg> into view
		const seen = [dialog, ...(body.contains(e) ? [body] : [])];
		if (!seen.every((s) => inside(box(e), box(s)))) wrong.push(named(e) + ' is cut off');
		if (e.matches('[role=img]') && Math.min(box(e).width, box(e).height) < 150) wrong.push(named(e) + ' is small');
	}
	body.scrollTop = 0;
	return wrong;
`;

/** Looks at the dialog in front in windows of several sizes. */
async function fits(window: RealWindow, path: (name: string) => string, name: string): Promise<void> {
	const { driver } = window;
	for (const { width, height, text } of sizes) {
		await driver.run('document.documentElement.style.fontSize = arguments[0]', text);
		await driver.resize(width, height);
		const size = `${width} x ${height}${text && ` at ${text}`}`;
		expect.soft(await driver.run<string[]>(faults, things), `${name}, ${size}`).toEqual([]);
		picture(path(`${name} ${size}.png`));
	}
	await driver.run("document.documentElement.style.fontSize = ''");
	await driver.resize(1180, 760);
}

test('a dialog shows what is in it', async ({ cast }, info) => {
	test.setTimeout(180_000);
	const server = await cast.server();
	const eve = await cast.terminal(server.port, 'eve');
	const ann = await cast.window('ann');
	const { driver } = ann;
	const look = (name: string) => fits(ann, (file) => info.outputPath(file), name);
	await ann.enter(server.first, 'ann');
	eve.say('buy '.repeat(100));
	await ann.shows('buy buy');

	await driver.click(await driver.find('//aside//button[@aria-haspopup="dialog"]'));
	await look('server');
	await ann.escape();

	await ann.choose('ann', 'My devices…');
	const revoke = await driver.find('//dialog//button[starts-with(@aria-label, "Revoke")]');
	await look('devices');
	await driver.click(revoke);
	await look('revoke');
	await ann.escape();
	await ann.press('Add a device…');
	await driver.find('//dialog//*[@role="img"]');
	await look('pairing');

	const laptop = await cast.window('laptop', 1200);
	await laptop.tries(
		await driver.run('return [...document.querySelectorAll("dialog code")].at(-1).textContent'),
		'ann',
	);
	await driver.find('//dialog[@role="alertdialog"]');
	await look('asking');
	await laptop.end();
	await ann.press('Not mine');
	await ann.escape();
	await ann.escape();

	await driver.contextClick(await driver.find('//*[@role="log"]//*[starts-with(text(), "buy buy")]'));
	picture(info.outputPath('menu of a message.png'));
	await ann.press('Remove message…');
	await look('remove');
	await ann.escape();
	for (const act of ['Mute', 'Ban']) {
		await ann.choose('Actions for eve', `${act}…`);
		await look(act);
		await ann.press(act);
	}

	await ann.choose('ann', 'Invite to this server…');
	await look('invite');
	await ann.press('Create link');
	await driver.find('//dialog//*[@role="img"]');
	await look('invitation');
	await ann.escape();

	await ann.choose('ann', 'Moderation…');
	await driver.find('//dialog//li');
	await look('audit');
	await ann.press('Active mutes and bans');
	await driver.find('//dialog//button[starts-with(@aria-label, "Unmute")]');
	await look('in force');
});
