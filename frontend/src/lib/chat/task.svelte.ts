import { problem } from '$lib/bridge/bridge';

/** Something asked of Go: whether it is under way, and why it came to nothing. */
export class Task {
	#busy = $state(false);
	#error = $state('');

	get busy(): boolean {
		return this.#busy;
	}

	/** A sentence, or empty. */
	get error(): string {
		return this.#error;
	}

	/** Does it, once at a time, and says whether it was done. Never rejects. */
	async run(work: () => Promise<void>): Promise<boolean> {
		if (this.#busy) return false;
		this.#busy = true;
		this.#error = '';
		try {
			await work();
			return true;
		} catch (reason) {
			this.#error = problem(reason).sentence;
			return false;
		} finally {
			this.#busy = false;
		}
	}
}
