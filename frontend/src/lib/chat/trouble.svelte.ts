import { problem, type Full } from '$lib/bridge/bridge';
import { translate } from '$lib/text/translate';

/** What came to nothing, where there is no dialog to say so, and what Go warns of. */
export class Trouble {
	#failed = $state('');
	#warnings = $state.raw<string[]>([]);
	#full = $state<Full>('');

	/** Sentences: what Go warns of, and what came to nothing last. */
	get sentences(): string[] {
		const warnings = this.#warnings.map(translate);
		return this.#failed ? [...warnings, this.#failed] : warnings;
	}

	/** Which part of what may be kept of the server is used up. It holds however often it is read. */
	get full(): Full {
		return this.#full;
	}

	/** Go says whether there is room for what the server says. */
	quota(full: Full): void {
		this.#full = full;
	}

	/** Waits for something asked of Go. Never rejects: it says why not, and is over when the next thing goes well. */
	async watch(work: Promise<unknown>): Promise<void> {
		try {
			await work;
			this.#failed = '';
		} catch (reason) {
			this.#failed = problem(reason).sentence;
		}
	}

	/** Says why there is nothing to be had of what somebody did. */
	tell(sentence: string): void {
		this.#failed = sentence;
	}

	/** Says a sentence until it has been read, or is over. */
	warn(sentence: string): void {
		if (!this.#warnings.includes(sentence)) this.#warnings = [...this.#warnings, sentence];
	}

	/** What a sentence warned of has passed. */
	over(sentence: string): void {
		this.#warnings = this.#warnings.filter((w) => w !== sentence);
	}

	/** They have been read. */
	noted(): void {
		this.#failed = '';
		this.#warnings = [];
		this.#full = '';
	}
}
