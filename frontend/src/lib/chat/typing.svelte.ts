import { nameKey } from '$lib/text/names';

const lasts = 5000; // ms; whoever goes on writing says so again before
const most = 20; // who are remembered at a time: a line has no place for more

/** Who is writing in a room, as far as they said so lately. */
export class Typing {
	#names = $state.raw<string[]>([]);
	#timers = new Map<string, ReturnType<typeof setTimeout>>();

	/** In the order they began. */
	get names(): string[] {
		return this.#names;
	}

	put(name: string): void {
		const key = nameKey(name);
		if (!this.#timers.has(key)) {
			if (this.#timers.size >= most) return;
			this.#names = [...this.#names, name];
		}
		clearTimeout(this.#timers.get(key));
		this.#timers.set(
			key,
			setTimeout(() => this.over(name), lasts),
		);
	}

	/** What they wrote is here, or they have stopped. */
	over(name: string): void {
		const key = nameKey(name);
		clearTimeout(this.#timers.get(key));
		if (this.#timers.delete(key)) this.#names = this.#names.filter((n) => nameKey(n) !== key);
	}

	clear(): void {
		for (const name of [...this.#timers.keys()]) this.over(name);
	}
}
