import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bin } from '../cast/program';
import { Control, Driver, Enter, Escape } from './driver';

/** The program as it is released, in a window on the display, and what a person does in it. */
export class RealWindow {
	private constructor(
		readonly driver: Driver,
		readonly pid: number,
		/** Where it keeps what it remembers. */
		readonly data: string,
	) {}

	/**
	 * `data` is where it keeps what it remembers; `left` where on the screen it stands, if not where it was; `probe` a
	 * file with a script that runs in the page before its own.
	 */
	static async open(data: string, left?: number, probe = ''): Promise<RealWindow> {
		mkdirSync(data, { recursive: true, mode: 0o700 }); // in a folder that others may open it would make its own
		// The driver starts a program without saying its process, so this does.
		const start = data + '/start';
		writeFileSync(
			start,
			`#!/bin/sh
			echo $$ >'${data}/pid'
			${left === undefined ? '' : `export LEFT=${left}`}
			PROBE='${probe}' LD_PRELOAD='${bin}automation.so' exec '${bin}confab' -data '${data}'
			`,
			{ mode: 0o755 },
		);
		const driver = await Driver.start(start);
		return new RealWindow(driver, Number(readFileSync(data + '/pid', 'utf8')), data);
	}

	/**
	 * Brings it before the others: what comes now somebody sees. Whatever a person does in a window they do in the
	 * one in front; in another one the driver's keys come without Shift.
	 */
	async toFront(): Promise<void> {
		process.kill(this.pid, 'SIGUSR1');
		await this.driver.until('return document.hasFocus()');
	}

	/** Types into a field. */
	async type(label: string, text: string): Promise<void> {
		await this.toFront();
		await this.driver.type(await this.driver.field(label), text);
	}

	/** Presses keys together, the last of them last. */
	async chord(...keys: string[]): Promise<void> {
		await this.toFront();
		await this.driver.chord(...keys);
	}

	/** Fills in the connect card anew and asks to be let in. */
	async tries(address: string, name: string): Promise<void> {
		const { driver } = this;
		await this.toFront();
		for (const [label, text] of [
			['Server address or link', address],
			['Your name', name + Enter],
		] as const) {
			const field = await driver.field(label);
			await driver.clear(field);
			await driver.type(field, text);
		}
	}

	async enter(address: string, name: string): Promise<void> {
		await this.tries(address, name);
		await this.driver.field('Message lobby');
	}

	async say(text: string, room = 'lobby'): Promise<void> {
		await this.type(`Message ${room}`, text + Enter);
	}

	/** Goes to a room or to somebody, by the sidebar. */
	async go(name: string): Promise<void> {
		await this.toFront();
		await this.driver.click(await this.driver.find(`//button[@data-line][.//bdi[normalize-space(.)="${name}"]]`));
		await this.driver.field(`Message ${name}`);
	}

	/** Waits until a line of the sidebar is called so: its name, and what is new there. */
	async lists(label: string): Promise<void> {
		await this.driver.find(`//button[@data-line][@aria-label="${label}"]`);
	}

	/** Does something about a message, by its menu. */
	async about(text: string, item: string): Promise<void> {
		await this.toFront();
		await this.driver.contextClick(
			await this.driver.find(`//*[@role="log"]//*[starts-with(normalize-space(text()), "${text}")]`),
		);
		await this.pick(item);
	}

	/** Picks something of the menu that is open. */
	async pick(item: string): Promise<void> {
		await this.driver.click(await this.driver.find(`//*[@role="menu"]//button[normalize-space(.)="${item}"]`));
	}

	shows(text: string): Promise<void> {
		return this.driver.shows(text);
	}

	async press(button: string): Promise<void> {
		await this.toFront();
		await this.driver.click(await this.driver.button(button));
	}

	/** Closes the dialog in front. */
	async escape(): Promise<void> {
		await this.toFront();
		await this.driver.press(Escape);
	}

	/** Chooses an item of a button's menu. */
	async choose(button: string, item: string): Promise<void> {
		await this.press(button);
		await this.press(item);
	}

	/** Waits until a setting holds: it is on the disk, and the program goes by it. */
	async holds(setting: string, value: unknown): Promise<void> {
		await this.keeps(setting, value);
		// They are saved in turn, so when a later one is on the disk the earlier one holds.
		await this.chord(Control, '+');
		await this.keeps('textSize', 110);
		await this.chord(Control, '0');
		await this.keeps('textSize', 100);
	}

	private async keeps(setting: string, value: unknown): Promise<void> {
		for (const until = Date.now() + 10_000; ; await new Promise((r) => setTimeout(r, 20))) {
			const kept = JSON.parse(readFileSync(this.data + '/settings.json', 'utf8'))[setting];
			if (kept === value) return;
			if (Date.now() > until) throw new Error(`${setting} is ${kept}`);
		}
	}

	/** Closes it as the button in its corner does. */
	closes(): void {
		process.kill(this.pid, 'SIGUSR2');
	}

	/** Closes it, and waits until the program has ended. */
	async close(): Promise<void> {
		this.closes();
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
