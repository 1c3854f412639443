import { execFileSync } from 'node:child_process';
import { test as base } from '@playwright/test';
import { Server } from '../cast/server';
import { Program } from '../cast/program';
import { Terminal } from '../cast/terminal';
import { RealWindow } from './real-window';

/** Who and what takes part in a story with real windows. All of it is gone when the story is over. */
export interface Cast {
	server(): Promise<Server>;
	window(data: string, left?: number): Promise<RealWindow>;
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
			server: async () => onceOver(await Server.start(), (s) => s.kill()),
			window: async (data, left) => onceOver(await RealWindow.open(info.outputPath(data), left), (w) => w.end()),
			terminal: async (port, name) => onceOver(await Terminal.register(port, name), (t) => t.hangUp()),
			program: (path, args) => onceOver(new Program(path, args), (p) => p.kill()),
		});
		for (const end of over.reverse()) await end();
	},
});

/** What the display shows now. WebKit's own picture of a page never comes in the driver, so this asks the display. */
export function picture(path: string): void {
	execFileSync('import', ['-window', 'root', path], { timeout: 20_000 });
}

export { expect } from '@playwright/test';
