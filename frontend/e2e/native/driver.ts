import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Program } from '../cast/program';

/** Keys, as WebDriver spells them. */
export const Enter = '\uE007';
export const Escape = '\uE00C';
/** Lets go of what is held down. */
const letGo = '\uE000';
export const Control = '\uE009';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** The part of WebDriver that the tests of the real window need: find, read, type, click. */
export class Driver {
	private constructor(
		readonly program: Program,
		readonly session: string,
	) {}

	/** Starts a driver, and with it the program at `binary`, which the driver takes for a browser. */
	static async start(binary: string): Promise<Driver> {
		const port = await freePort();
		const program = new Program('/usr/bin/WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1']);
		try {
			const url = `http://127.0.0.1:${port}`;
			await answers(url + '/status');
			const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: [] } } };
			const { sessionId } = await ask<{ sessionId: string }>('POST', url + '/session', { capabilities });
			return new Driver(program, `${url}/session/${sessionId}`);
		} catch (error) {
			await program.kill();
			throw error;
		}
	}

	/** The field with this label. */
	field(label: string): Promise<string> {
		return this.find(`//*[@aria-label="${label}"] | //*[@id=//label[normalize-space(.)="${label}"]/@for]`);
	}

	button(name: string): Promise<string> {
		return this.find(`//button[normalize-space(.)="${name}" or @aria-label="${name}" or @title="${name}"]`);
	}

	type(element: string, text: string): Promise<void> {
		return ask('POST', `${this.session}/element/${element}/value`, { text });
	}

	/** Presses a key wherever the cursor is. */
	async press(key: string): Promise<void> {
		const focused = await ask<Record<string, string>>('GET', `${this.session}/element/active`);
		await this.type(focused[elementKey], key);
	}

	/** Presses keys together, the last of them last. Not by WebDriver's actions: after those what is typed comes without Shift. */
	chord(...keys: string[]): Promise<void> {
		return this.press(keys.join('') + letGo);
	}

	clear(element: string): Promise<void> {
		return ask('POST', `${this.session}/element/${element}/clear`, {});
	}

	click(element: string): Promise<void> {
		return ask('POST', `${this.session}/element/${element}/click`, {});
	}

	/** Clicks with the right button; of the driver's own such clicks the end is one with the left button. */
	contextClick(element: string): Promise<void> {
		return this.run(
			`const { left, top, width, height } = arguments[0].getBoundingClientRect();
			const at = { clientX: left + width / 2, clientY: top + height / 2 };
			arguments[0].dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, ...at }));`,
			{ [elementKey]: element },
		);
	}

	/** Runs the body of a function in the page, and gives what it returns. */
	run<T>(script: string, ...args: unknown[]): Promise<T> {
		return ask('POST', `${this.session}/execute/sync`, { script, args });
	}

	/** Runs it again and again until it returns something true, and gives that. */
	until<T>(script: string, ...args: unknown[]): Promise<T> {
		return this.untilWithin(10_000, script, ...args);
	}

	/** The same with patience, in milliseconds. */
	async untilWithin<T>(patience: number, script: string, ...args: unknown[]): Promise<T> {
		for (const until = Date.now() + patience; ; await new Promise((r) => setTimeout(r, 50))) {
			const result = await this.run<T>(script, ...args);
			if (result) return result;
			if (Date.now() > until) throw new Error(`It never came to be: ${script}`);
		}
	}

	/** Makes the window so large, frame and all. */
	resize(width: number, height: number): Promise<void> {
		return ask('POST', `${this.session}/window/rect`, { width, height });
	}

	/** Waits until what the window shows matches. */
	async shows(text: string, within = 10_000): Promise<void> {
		const until = Date.now() + within;
		let seen = '';
		do {
			seen = await this.run<string>('return document.body.innerText');
			if (seen.includes(text)) return;
			await new Promise((r) => setTimeout(r, 50));
		} while (Date.now() < until);
		throw new Error(`The window does not show "${text}", but:\n${seen}`);
	}

	/** Waits for the element, and gives its id. */
	async find(xpath: string, within = 10_000): Promise<string> {
		const until = Date.now() + within;
		for (;;) {
			const found = await ask<Record<string, string>[]>('POST', `${this.session}/elements`, {
				using: 'xpath',
				value: xpath,
			});
			if (found.length > 0) return found[0][elementKey];
			if (Date.now() > until) throw new Error(`The window has no ${xpath}`);
			await new Promise((r) => setTimeout(r, 50));
		}
	}
}

async function ask<T = void>(method: string, url: string, body?: unknown): Promise<T> {
	const response = await fetch(url, { method, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) });
	const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
	if (!response.ok) throw new Error(`WebDriver: ${value?.error}: ${value?.message}`);
	return value;
}

async function answers(url: string, within = 5_000): Promise<void> {
	const until = Date.now() + within;
	for (;;) {
		try {
			await fetch(url);
			return;
		} catch (error) {
			if (Date.now() > until) throw error;
			await new Promise((r) => setTimeout(r, 20));
		}
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
