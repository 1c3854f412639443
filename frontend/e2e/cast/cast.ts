import { test as base, expect } from '@playwright/test';
import { Cable } from './cable';
import { Server } from './server';
import { Terminal } from './terminal';
import { type Opening, size, Window } from './window';

/** Who and what takes part in a story. All of it is gone when the story is over. */
export interface Cast {
	/** `data` names what it keeps: the same name, the same memory. Without one it keeps nothing. */
	server(port?: number, data?: string): Promise<Server>;
	/** Opens a window. `data` names what it remembers: the same name, the same memory. */
	window(opening?: Partial<Opening>): Promise<Window>;
	terminal(port: number, name: string): Promise<Terminal>;
	cable(port: number): Promise<Cable>;
}

export const test = base.extend<{ cast: Cast; shared: Window }, { longLived: Window }>({
	longLived: [
		async ({ browser }, use, { project, workerIndex }) => {
			const window = await Window.open(browser, { data: `${project.outputDir}/shared window ${workerIndex}` });
			await use(window);
			await window.close();
		},
		{ scope: 'worker' },
	],

	/** One window for all the tests of a worker that only show things in it: to load the page again is quicker than to open another one. */
	shared: async ({ longLived }, use) => {
		longLived.faults.length = 0;
		await longLived.page.setViewportSize(size);
		await use(longLived);
		expect(longLived.faults).toEqual([]);
	},

	cast: async ({ browser }, use, info) => {
		const over: (() => unknown)[] = [];
		const windows: Window[] = [];
		const onceOver = <T>(thing: T, end: (thing: T) => unknown): T => {
			over.push(() => end(thing));
			return thing;
		};
		let opened = 0;

		await use({
			server: async (port, data) => onceOver(await Server.start(port, data && info.outputPath(data)), (s) => s.kill()),
			window: async ({ data = `window ${++opened}`, ...opening } = {}) => {
				const window = await Window.open(browser, { data: info.outputPath(data), ...opening });
				windows.push(window);
				return onceOver(window, (w) => w.close());
			},
			terminal: async (port, name) => onceOver(await Terminal.register(port, name), (t) => t.hangUp()),
			cable: async (port) => onceOver(await Cable.to(port), (c) => c.pull()),
		});

		for (const end of over.reverse()) await end();
		for (const window of windows) expect(window.faults).toEqual([]);
	},
});

export { expect };
