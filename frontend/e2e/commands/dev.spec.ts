import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { chromium as browsers, expect, test } from '@playwright/test';
import { chromium } from '../chromium';
import { Clone, ctrlC } from './clone';

/** The line of build/README.md that starts it. */
function fromReadme(clone: Clone): string[] {
	const line = /^ {4}(go tool .*\bwails dev\b.*)$/m.exec(readFileSync(clone.folder + '/build/README.md', 'utf8'));
	if (!line) throw new Error('build/README.md does not say how Wails is started.');
	return line[1].split(' ');
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

test('wails dev shows the page with the program behind it, and leaves the tree as it was', async ({}, info) => {
	const clone = Clone.make();
	try {
		const address = `127.0.0.1:${await freePort()}`;
		const dev = clone.start([...fromReadme(clone), '-devserver', address], {
			XDG_CONFIG_HOME: info.outputPath('config'),
		});
		await dev.prints(/To develop in the browser/, 500_000);

		const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
		const browser = await browsers.launch({ executablePath: chromium(), args: root });
		const page = await browser.newPage({ locale: 'en-GB' });
		await page.goto(`http://${address}`);
		await page.getByLabel('Server address or link').fill('127.0.0.1:1');
		await page.getByLabel('Your name').fill('alice');
		await page.getByLabel('Your name').press('Enter');
		await expect(page.getByText('No server answers at 127.0.0.1:1. Is it running?')).toBeVisible();
		await browser.close();

		ctrlC(dev);
		await dev.ends(20_000);
		await expect.poll(() => [...clone.processes().values()]).toEqual([]);
		expect(clone.changes()).toBe('');
	} finally {
		await clone.remove();
	}
});
