import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bin } from '../cast/program';
import { test } from './cast';

const script = fileURLToPath(new URL('screenreader.py', import.meta.url));

/** The system's Python, because the bindings to the accessibility tree are the system's too. */
function screenreader(...args: string[]): void {
	execFileSync('/usr/bin/python3', [script, ...args], { timeout: 40_000 });
}

test('the window can be used by somebody who hears it', async ({ cast }, info) => {
	const server = await cast.server();
	const alice = await cast.terminal(server.port, 'alice');
	screenreader('listen');
	cast.program(bin + 'confab', ['-name', 'bob', '-data', info.outputPath('bob'), `chat://${server.address}`]);

	screenreader('say', 'Message to lobby', 'said by ear');
	await alice.reads('@bob: said by ear');

	alice.say('heard you');
	screenreader('read', 'Messages in lobby', 'heard you');
});
