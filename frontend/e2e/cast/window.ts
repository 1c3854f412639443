import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { bin, Program } from './program';
import type { Server } from './server';

/** How large a window is, unless a test makes it larger or smaller. */
export const size = { width: 1180, height: 760 };

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
	/** Folders that were shown. */
	folders: string[];
	notes: { id: string; title: string; body: string }[];
	/** What the window's title counts. */
	unread: number;
	tray: boolean;
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
		return this.page.getByRole('textbox', { name: 'Server address or link' });
	}

	get name(): Locator {
		return this.page.getByRole('textbox', { name: 'Your name' });
	}

	async connect(address: string, name: string): Promise<void> {
		await this.address.fill(address);
		await this.name.fill(name);
		await this.press('Connect');
	}

	/** A server announces itself on the network that this window is on. */
	async hears(server: Server, people: number): Promise<void> {
		const key = /#k=([\w-]{43})/.exec(server.link)?.[1] ?? '';
		const body = new URLSearchParams({ name: 'Lab 3', port: String(server.port), key, people: String(people) });
		await fetch(`${this.url}/window/announce`, { method: 'POST', body });
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

	/** Chooses an item that holds or does not. */
	async chooseChecked(button: string, item: string): Promise<void> {
		const line = this.page.getByRole('button', { name: button }).first();
		await line.focus();
		await line.press('ArrowDown');
		await this.page.getByRole('menuitemcheckbox', { name: item, exact: true }).click();
	}

	// The chat view. A room is called by its name, one of two by the other one's.

	get composer(): Locator {
		return this.composerOf('lobby');
	}

	composerOf(room: string): Locator {
		return this.page.getByRole('textbox', { name: `Message ${room}`, exact: true });
	}

	get messages(): Locator {
		return this.messagesIn('lobby');
	}

	messagesIn(room: string): Locator {
		return this.page.getByRole('log', { name: `Messages in ${room}`, exact: true });
	}

	/** The row that says a text, in the room that is shown. */
	row(text: string): Locator {
		return this.page
			.getByRole('log')
			.locator('[data-key]')
			.filter({ has: this.page.locator('.text').getByText(text, { exact: true }) });
	}

	/** The line of a room or somebody in the sidebar. */
	line(name: string): Locator {
		return this.page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}(,|$)`) });
	}

	async say(text: string, room = 'lobby'): Promise<void> {
		await this.composerOf(room).fill(text);
		await this.composerOf(room).press('Enter');
	}

	/** Waits until the text stands among the messages, once. */
	async reads(text: string, room = 'lobby'): Promise<void> {
		await expect(this.messagesIn(room).getByText(text, { exact: true })).toHaveCount(1);
	}

	/** Says something, and waits until the server has it. */
	async hasSaid(text: string, room = 'lobby'): Promise<void> {
		await this.say(text, room);
		await expect(this.row(text).getByText('Sent', { exact: true })).toHaveCount(1);
	}

	/** Goes to a room, or to the one with somebody, by the sidebar. */
	async goTo(room: string): Promise<void> {
		await this.line(room).click();
		await expect(this.messagesIn(room)).toBeVisible();
	}

	/** Makes a room, and is in it. */
	async makeRoom(room: string, { topic = '', secret = false } = {}): Promise<void> {
		await this.press('Create or join a room');
		await this.page.getByRole('textbox', { name: 'Room name' }).fill(room);
		await this.page.getByRole('textbox', { name: /^Topic/ }).fill(topic);
		if (secret) await this.page.getByRole('switch', { name: 'Private room' }).check({ force: true });
		await this.press('Create room');
		await expect(this.composerOf(room)).toBeFocused();
	}

	/** Joins a room that somebody else has made. */
	async join(room: string): Promise<void> {
		await this.press('Create or join a room');
		await this.page.getByRole('tab', { name: 'Join', exact: true }).click();
		await this.page.getByRole('textbox', { name: 'Room name' }).fill(room);
		await this.press('Join room');
		await expect(this.composerOf(room)).toBeFocused();
	}

	/** Chooses from the menu of the message that says a text. */
	async about(text: string, item: string): Promise<void> {
		await this.row(text).getByText(text, { exact: true }).click({ button: 'right' });
		await this.page.getByRole('menuitem', { name: item, exact: true }).click();
	}

	/** Another window is in front of this one from now on, or none any more. */
	async behind(behind = true): Promise<void> {
		await this.page.evaluate((behind) => {
			document.hasFocus = () => !behind; // a page that Playwright drives always has it
			dispatchEvent(new Event(behind ? 'blur' : 'focus'));
		}, behind);
	}

	/** Clicks a notification. */
	async click(id: string): Promise<void> {
		await fetch(`${this.url}/window/click`, { method: 'POST', body: new URLSearchParams({ id }) });
	}

	/** Waits until those notifications were shown, and no other. */
	async noted(...notes: { title: string; body: string }[]): Promise<void> {
		await expect
			.poll(async () => (await this.asked()).notes.map(({ title, body }) => ({ title, body })))
			.toEqual(notes);
	}

	/** Makes another window a second device of the same person. */
	async addDevice(other: Window, name: string): Promise<void> {
		await this.chooseAs(name, 'My devices…');
		await this.press('Add a device…');
		const pairing = this.page.getByRole('dialog', { name: 'Add a device' });
		await pairing.getByRole('button', { name: 'Copy', exact: true }).click();
		await expect.poll(async () => (await this.asked()).copied).toHaveLength(1);
		await other.connect((await this.asked()).copied[0] ?? '', name);
		await this.press("It's mine, add it");
		await expect(other.composer).toBeVisible();
		await this.page.keyboard.press('Escape');
		await this.page.keyboard.press('Escape');
		await expect(this.page.getByRole('dialog')).toHaveCount(0);
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
		await this.chooseAs(name, 'Disconnect');
	}

	/** Waits until Go has answered all that this page has asked of it. */
	async answered(): Promise<void> {
		await expect.poll(() => this.page.evaluate('window.unanswered()')).toBe(0);
	}

	async asked(): Promise<Asked> {
		return (await fetch(this.url + '/window/asked')).json();
	}
}
