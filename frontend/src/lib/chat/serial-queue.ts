/**
 * Calls that must not overtake each other. Each bound call runs in its own goroutine, so two at once may swap: here the
 * next waits for the one before, however that ends.
 */
export class SerialQueue {
	#last: Promise<unknown> | undefined; // while it is under way

	/** Makes a call when its turn comes, which may be at once, and gives what it comes to. */
	take<T>(call: () => Promise<T>): Promise<T> {
		const mine = this.#last ? this.#last.then(call, call) : call();
		const over = () => {
			if (this.#last === mine) this.#last = undefined;
		};
		mine.then(over, over);
		this.#last = mine;
		return mine;
	}
}
