import { problem } from '$lib/bridge/bridge';

type Words = (why: ReturnType<typeof problem>) => string;

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

	/** Does it, once at a time, and says whether it was done. Never rejects. `words` may say better why it was not. */
	async run(work: () => Promise<void>, words: Words = (p) => p.sentence): Promise<boolean> {
		if (this.#busy) return false;
		this.#busy = true;
		this.#error = '';
		try {
			await work();
			return true;
		} catch (reason) {
			this.#error = words(problem(reason));
			return false;
		} finally {
			this.#busy = false;
		}
	}
}
