import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bin } from '../cast/program';
import { Driver, Enter, Escape } from './driver';

/** The program as it is released, in a window on the display, and what a person does in it. */
export class RealWindow {
	private constructor(
		readonly driver: Driver,
		readonly pid: number,
	) {}

	/** `data` is where it keeps what it remembers; `left` where on the screen it stands. */
	static async open(data: string, left = 0): Promise<RealWindow> {
		mkdirSync(data, { recursive: true });
		// The driver starts a program without saying its process, so this does.
		const start = data + '/start';
		writeFileSync(
			start,
			`#!/bin/sh
			echo $$ >'${data}/pid'
			LEFT=${left} LD_PRELOAD='${bin}automation.so' exec '${bin}confab' -data '${data}'
			`,
			{ mode: 0o755 },
		);
		const driver = await Driver.start(start);
		return new RealWindow(driver, Number(readFileSync(data + '/pid', 'utf8')));
	}

	/** Fills in the connect card anew and asks to be let in. */
	async tries(address: string, name: string): Promise<void> {
		const { driver } = this;
		for (const [label, text] of [
			['Address', address],
			['Your name', name + Enter],
		] as const) {
			const field = await driver.field(label);
			await driver.clear(field);
			await driver.type(field, text);
		}
	}

	async enter(address: string, name: string): Promise<void> {
		await this.tries(address, name);
		await this.driver.field('Message to lobby');
	}

	async say(text: string): Promise<void> {
		await this.driver.type(await this.driver.field('Message to lobby'), text + Enter);
	}

	shows(text: string): Promise<void> {
		return this.driver.shows(text);
	}

	async press(button: string): Promise<void> {
		await this.driver.click(await this.driver.button(button));
	}

	/** Closes the dialog in front. */
	async escape(): Promise<void> {
		await this.driver.press(Escape);
	}

	/** Chooses an item of a button's menu. */
	async choose(button: string, item: string): Promise<void> {
		await this.press(button);
		await this.press(item);
	}

	/** Closes it as the button in its corner does, and waits until the program has ended. */
	async close(): Promise<void> {
		process.kill(this.pid, 'SIGUSR2');
		for (const until = Date.now() + 10_000; alive(this.pid); await new Promise((r) => setTimeout(r, 20))) {
			if (Date.now() > until) throw new Error('The window was closed, and the program is still there.');
		}
	}

	/** Whatever is still there is gone after this. */
	async end(): Promise<void> {
		if (alive(this.pid)) process.kill(this.pid, 'SIGKILL');
		await this.driver.program.kill();
	}
}

function alive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		// A process that has ended and that its parent has not asked after is not there.
		return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}
