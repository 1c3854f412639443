import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where build/test puts the programs. */
export const bin = fileURLToPath(new URL('../../../build/bin/', import.meta.url));

/** A program that a test has started. It is ended with the test at the latest. */
export class Program {
	/** What it has printed so far, on both streams. */
	output = '';
	readonly #child: ChildProcess;
	readonly #ended: Promise<number | string>;
	readonly #name: string;

	constructor(path: string, args: string[], env: Record<string, string> = {}) {
		this.#name = path.split('/').at(-1)!;
		// The settings of whoever runs the tests are not the tests' own.
		const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CONFAB_'));
		this.#child = spawn(path, args, {
			env: { ...Object.fromEntries(inherited), ...env },
			stdio: 'pipe',
		});
		this.#child.stdin!.on('error', () => {}); // shows as ended
		for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
			stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
		}
		this.#ended = Promise.race([
			once(this.#child, 'close').then(([code, signal]) => code ?? signal),
			once(this.#child, 'error').then(([error]) => String(error)),
		]);
	}

	get pid(): number {
		return this.#child.pid!;
	}

	/** Types something, as into its terminal. */
	type(text: string): void {
		this.#child.stdin!.write(text);
	}

	/** Waits until the output matches, and gives the first group. */
	async prints(pattern: RegExp, within = 10_000): Promise<string> {
		const match = await this.#until(() => pattern.exec(this.output), `print ${pattern}`, within);
		return match[1] ?? match[0];
	}

	/** Waits until a file is there that the program writes whole, and gives its text. */
	writes(file: string, within = 10_000): Promise<string> {
		return this.#until(() => (existsSync(file) ? readFileSync(file, 'utf8') : null), `write ${file}`, within);
	}

	/** Waits for what `look` finds; `what` says what the program is to do for it. */
	async #until<T>(look: () => T | null, what: string, within: number): Promise<T> {
		const until = Date.now() + within;
		for (;;) {
			const found = look();
			if (found !== null) return found;
			const over = await Promise.race([this.#ended, new Promise<undefined>((r) => setTimeout(r, 20))]);
			if (over !== undefined && look() === null) {
				throw new Error(`${this.#name} ended with ${over} and did not ${what}:\n${this.output}`);
			}
			if (Date.now() > until) throw new Error(`${this.#name} did not ${what}:\n${this.output}`);
		}
	}

	/** Its exit code, or the signal that ended it. */
	async ends(within = 10_000): Promise<number | string> {
		const over = await Promise.race([this.#ended, new Promise<undefined>((r) => setTimeout(r, within))]);
		if (over === undefined) throw new Error(`${this.#name} is still there:\n${this.output}`);
		return over;
	}

	/** Ctrl-C, and wait. */
	async stop(): Promise<number | string> {
		this.#child.kill('SIGTERM');
		try {
			return await this.ends();
		} catch (error) {
			await this.kill();
			throw error;
		}
	}

	/** Gone without a word, as in a power cut. */
	async kill(): Promise<void> {
		this.#child.kill('SIGKILL');
		await this.#ended;
	}
}
