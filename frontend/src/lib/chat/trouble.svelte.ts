import { problem } from '$lib/bridge/bridge';

/** What came to nothing, where there is no dialog to say so: one sentence, the last one. */
export class Trouble {
	#sentence = $state('');

	/** A sentence, or empty. */
	get sentence(): string {
		return this.#sentence;
	}

	/** Waits for something asked of Go. Never rejects: it says why not, and is over when the next thing goes well. */
	async watch(work: Promise<unknown>): Promise<void> {
		try {
			await work;
			this.#sentence = '';
		} catch (reason) {
			this.#sentence = problem(reason).sentence;
		}
	}

	/** It has been read. */
	noted(): void {
		this.#sentence = '';
	}
}
