import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { bin, Program } from './program';

export interface Opening {
	/** Where the App keeps what it remembers. */
	data: string;
	/** As on the command line. */
	name?: string;
	address?: string;
}

/** What the App has asked of the desktop; see build/windowhost. */
interface Asked {
	links: string[];
	copied: string[];
	quit: boolean;
}

/** A window of the desktop program, shown by a browser, and what a person does in it. */
export class Window {
	/** Errors on the page's console, its policy's violations among them. */
	readonly faults: string[] = [];
	#closed = false;

	private constructor(
		readonly page: Page,
		readonly program: Program,
		readonly url: string,
	) {
		page.on('console', (message) => {
			if (message.type() === 'error') this.faults.push(message.text());
		});
		page.on('pageerror', (error) => this.faults.push(String(error)));
	}

	static async open(browser: Browser, { data, name, address }: Opening): Promise<Window> {
		const program = new Program(
			bin + 'window-host',
			['-data', data, ...(name ? ['-name', name] : []), ...(address ? [`chat://${address}`] : [])],
			// GORACE: else a program with the race detector sleeps for a second before it ends.
			{ CONFAB_WINDOW_HOST: '1', GORACE: 'atexit_sleep_ms=0' },
		);
		try {
			const url = await program.prints(/window at (http:\S+)/);
			const context = await browser.newContext();
			const window = new Window(await context.newPage(), program, url);
			await window.page.goto(url);
			return window;
		} catch (error) {
			await program.kill();
			throw error;
		}
	}

	/** The whole window is closed, as by the button in its corner. */
	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		await this.page.context().close();
		expect(await this.program.stop(), this.program.output).toBe(0);
	}

	/** The program is gone without a word, as in a power cut. */
	async kill(): Promise<void> {
		this.#closed = true;
		await this.page.context().close(); // which would complain
		await this.program.kill();
	}

	// The first view.

	get address(): Locator {
		return this.page.getByRole('textbox', { name: /address$/i });
	}

	get name(): Locator {
		return this.page.getByRole('textbox', { name: 'Your name' });
	}

	async connect(address: string, name: string): Promise<void> {
		await this.address.fill(address);
		await this.name.fill(name);
		await this.press('Connect');
	}

	/** Connects, and waits for the chat view. */
	async enter(address: string, name: string): Promise<void> {
		await this.connect(address, name);
		await expect(this.composer).toBeVisible();
	}

	/** Chooses an item of a button's menu. */
	async choose(button: string | RegExp, item: string): Promise<void> {
		await this.page.getByRole('button', { name: button }).first().click();
		await this.page.getByRole('menuitem', { name: item, exact: true }).click();
	}

	// The chat view.

	get composer(): Locator {
		return this.page.getByRole('textbox', { name: 'Message to lobby' });
	}

	get messages(): Locator {
		return this.page.getByRole('log', { name: 'Messages in lobby' });
	}

	async say(text: string): Promise<void> {
		await this.composer.fill(text);
		await this.composer.press('Enter');
	}

	/** Waits until the text stands among the messages, once. */
	async reads(text: string): Promise<void> {
		await expect(this.messages.getByText(text, { exact: true })).toHaveCount(1);
	}

	/** Waits until the window tells this anywhere. */
	async tells(text: string | RegExp): Promise<void> {
		await expect(this.page.getByText(text).first()).toBeVisible();
	}

	async press(button: string): Promise<void> {
		await this.page.getByRole('button', { name: button, exact: true }).click();
	}

	/** Chooses from the menu of one's own name. */
	async chooseAs(name: string, item: string): Promise<void> {
		await this.page.getByRole('complementary').getByRole('button', { name }).last().click();
		await this.page.getByRole('menuitem', { name: item }).click();
	}

	async leave(name: string): Promise<void> {
		await this.chooseAs(name, 'Leave');
	}

	async asked(): Promise<Asked> {
		return (await fetch(this.url + '/window/asked')).json();
	}
}
