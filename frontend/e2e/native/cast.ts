import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test as base } from '@playwright/test';
import { Cable } from '../cast/cable';
import { Server } from '../cast/server';
import { Program } from '../cast/program';
import { Terminal } from '../cast/terminal';
import { Desktop } from './desktop';
import { RealWindow } from './real-window';

/** Who and what takes part in a story with real windows. All of it is gone when the story is over. */
export interface Cast {
	/** On a free port and without a disk, unless something else is said. */
	server(port?: number, data?: string, ...flags: string[]): Promise<Server>;
	/** Between a window and a server. */
	cable(port: number): Promise<Cable>;
	desktop(): Promise<Desktop>;
	/** With what it remembers in a folder of the test's, or one that is named in full. */
	window(data: string, left?: number, probe?: string): Promise<RealWindow>;
	terminal(port: number, name: string): Promise<Terminal>;
	program(path: string, args: string[]): Program;
}

export const test = base.extend<{ cast: Cast }>({
	cast: async ({}, use, info) => {
		const over: (() => unknown)[] = [];
		const onceOver = <T>(thing: T, end: (thing: T) => unknown): T => {
			over.push(() => end(thing));
			return thing;
		};
		await use({
			server: async (port = 0, data = 'memory', ...flags) => {
				const folder = data === 'memory' ? data : info.outputPath(data);
				return onceOver(await Server.start(port, folder, ...flags), (s) => s.kill());
			},
			cable: async (port) => onceOver(await Cable.to(port), (c) => c.pull()),
			desktop: async () => onceOver(await Desktop.start(), (d) => d.program.kill()),
			window: async (data, left, probe) =>
				onceOver(await RealWindow.open(resolve(info.outputDir, data), left, probe), (w) => w.end()),
			terminal: async (port, name) => onceOver(await Terminal.register(port, name), (t) => t.hangUp()),
			program: (path, args) => onceOver(new Program(path, args), (p) => p.kill()),
		});
		for (const end of over.reverse()) await end();
	},
});

/**
 * What the display shows now, when pictures are wanted: nobody compares them, and a story takes twice as long with
 * them. WebKit's own picture of a page never comes in the driver, so this asks the display.
 */
export function picture(path: string): void {
	if (!process.env.UPDATE_PICTURES) return;
	execFileSync('import', ['-window', 'root', path], { timeout: 20_000 });
}

export { expect } from '@playwright/test';
