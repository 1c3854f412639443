import { expect, test } from '../native/cast';
import { say } from './figures';
import { megabytes, memory } from './memory';

const lines = 18_000; // five a second, for an hour

test('memory after an hour of talk', async ({ cast }) => {
	const server = await cast.server(0, 'lab', '-rate', '0');
	const talkers = await Promise.all(['bob', 'carol', 'dave'].map((name) => cast.terminal(server.port, name)));
	const window = await cast.window('alice', 0);
	await window.enter(server.address, 'alice');
	await window.toFront();
	say(`Memory at the start: ${megabytes(memory(window.pid))}`);
	const begun = Date.now();
	let most = 0;
	for (let n = 1; n <= lines; n++) {
		talkers[n % 3].say(`line ${n} says as much as people say in a line, now and then more`);
		if (n % 500) continue;
		await window.driver.until(
			'return document.querySelector("[role=log]").innerText.includes(arguments[0])',
			`line ${n} `,
		);
		most = Math.max(most, memory(window.pid).all);
	}
	say(`${lines} lines came in ${((Date.now() - begun) / 1000).toFixed(0)} s, at most ${most.toFixed(0)} MB`);
	say(`Memory after them: ${megabytes(memory(window.pid))}`);
	expect(await window.driver.run('return document.querySelectorAll("[role=log] [data-key]").length')).toBe(400);
	await new Promise((r) => setTimeout(r, 20_000));
	say(`… and 20 s later: ${megabytes(memory(window.pid))}`);
});
