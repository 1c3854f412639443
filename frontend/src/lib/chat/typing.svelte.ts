const lasts = 5000; // ms; whoever goes on writing says so again before

/** Who is writing in a room, as far as they said so lately. */
export class Typing {
	#names = $state.raw<string[]>([]);
	#timers = new Map<string, ReturnType<typeof setTimeout>>();

	/** In the order they began. */
	get names(): string[] {
		return this.#names;
	}

	put(name: string): void {
		if (!this.#names.includes(name)) this.#names = [...this.#names, name];
		clearTimeout(this.#timers.get(name));
		this.#timers.set(
			name,
			setTimeout(() => this.over(name), lasts),
		);
	}

	/** What they wrote is here, or they have stopped. */
	over(name: string): void {
		clearTimeout(this.#timers.get(name));
		if (this.#timers.delete(name)) this.#names = this.#names.filter((n) => n !== name);
	}

	clear(): void {
		for (const name of [...this.#timers.keys()]) this.over(name);
	}
}
