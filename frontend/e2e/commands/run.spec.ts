import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { Clone, ctrlC } from './clone';

const [screenreader, frame] = ['../native/screenreader.py', 'frame.py'].map((name) =>
	fileURLToPath(new URL(name, import.meta.url)),
);
const built = 300_000; // with nothing compiled yet

let clone: Clone;
test.beforeAll(() => {
	clone = Clone.make();
});
test.afterAll(() => clone.remove());

/** The system's Python, because the bindings to the accessibility tree are the system's too. */
function python(args: string[], env: Record<string, string> = {}): void {
	execFileSync('/usr/bin/python3', args, { timeout: 60_000, env: { ...process.env, ...env } });
}

/** What a person does in one of the windows, by ear. */
async function person(name: string) {
	const pid = String(await clone.process(new RegExp(`^build/bin/confab .*-data build/bin/windows/${name}$`)));
	return {
		says: (text: string) => {
			python([frame, 'front', pid]);
			python([screenreader, 'say', 'Message lobby', text], { WINDOW: pid });
		},
		reads: (text: string) => python([screenreader, 'read', 'Messages in lobby', text], { WINDOW: pid }),
		closes: () => python([frame, 'close', pid]),
	};
}

/** Waits until nothing runs in the clone any more. */
async function nothingRuns(): Promise<void> {
	await expect.poll(() => [...clone.processes().values()]).toEqual([]);
}

async function twoWindows() {
	const run = clone.start(['build/run', '-windows', '2', '--', '-name', 'Lab 3']);
	await run.prints(/Opened a window for bob/, built);
	return { run, alice: await person('alice'), bob: await person('bob') };
}

test('build/run in a fresh clone opens two windows that talk, and again', async () => {
	python([screenreader, 'listen']);
	const first = await twoWindows();
	expect(first.run.output).toContain(
		'Opened a window for alice by that link: alice is the administrator of this new server.\n',
	);
	expect([...clone.processes().values()].join('\n')).not.toContain('&t='); // everybody can read this
	await first.run.prints(/msg=bound name=alice .*role=administrator/);
	await first.run.prints(/msg=bound name=bob .*role=member/);
	first.alice.says('are you there?');
	first.bob.reads('are you there?');
	first.bob.says('right here');
	first.alice.reads('right here');

	ctrlC(first.run);
	expect(await first.run.ends(20_000)).toBe(130);
	await nothingRuns();
	expect(first.run.output).toContain('Stopping the windows and the server.');

	const second = await twoWindows();
	expect(second.run.output).toMatch(/Opened a window for alice\.\nOpened a window for bob\.\n/);
	second.alice.reads('right here');
	second.bob.says('here again');
	second.alice.reads('here again');

	second.alice.closes();
	await second.run.prints(/msg=left .*name=alice/);
	expect(second.run.output).not.toContain('The last window is closed');
	second.bob.closes();
	expect(await second.run.ends(20_000)).toBe(0);
	expect(second.run.output).toContain('The last window is closed, so the server stops.');
	await nothingRuns();
	expect(clone.changes()).toBe('');
});

test('build/run says what is in its way, and ends', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port } = other.address() as AddressInfo;
	const run = clone.start(['build/run', '--', '-listen', `127.0.0.1:${port}`]);
	expect(await run.ends(built)).toBe(1);
	expect(run.output).toContain(`127.0.0.1:${port} is in use by another program, choose another port with -listen`);
	expect(run.output).toContain('The server did not start, so there are no windows.');
	expect(run.output).not.toContain('Opened');
	other.close();

	const dark = clone.start(['build/run'], { DISPLAY: ':9999', WAYLAND_DISPLAY: '' });
	expect(await dark.ends(built)).toBe(1);
	expect(dark.output).toContain(
		'confab: there is no display to open a window on. Start it on a desktop, or see whether DISPLAY and WAYLAND_DISPLAY are right',
	);
	expect(dark.output).toContain('The window of alice did not open, or ended with an error.\n');
	expect(dark.output).not.toContain('goroutine');
	await nothingRuns();
});

test('build/run without a display starts the server', async () => {
	const run = clone.start(['build/run', '-windows', '2'], { DISPLAY: '', WAYLAND_DISPLAY: '' });
	await run.prints(/listening on port \d+/, built);
	expect(run.output).toContain('There is no display here, so only the server starts.');
	await run.prints(/Ctrl-C tells everyone/);
	ctrlC(run);
	expect(await run.ends()).toBe(0);
	await nothingRuns();
});
