import { problem, type Closed, type Full, type Problem } from '$lib/bridge/bridge';
import { closed } from '$lib/text/closed';
import { sentenceOf } from '$lib/text/problem';

/** What came to nothing, where there is no dialog to say so, and what Go warns of. */
export class Trouble {
	#failed = $state('');
	#closed = $state.raw<Closed | undefined>();
	#warnings = $state.raw<Problem[]>([]);
	#full = $state<Full>('');

	/** Sentences: what Go warns of, and what came to nothing last. */
	get sentences(): string[] {
		const warnings = this.#warnings.map(sentenceOf);
		return [...warnings, ...(this.#closed ? [closed(this.#closed)] : []), ...(this.#failed ? [this.#failed] : [])];
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

	/** Says that a room was closed, until another one is shown or there is one of that name again. */
	roomClosed(room: Closed): void {
		this.#closed = room;
	}

	/** There is a room of that name. */
	roomIsHere(name: string): void {
		if (this.#closed?.room === name) this.#closed = undefined;
	}

	/** Another room is shown. */
	roomShown(): void {
		this.#closed = undefined;
	}

	/** Says something until it has been read, or is over. */
	warn(problem: Problem): void {
		if (!this.#warnings.some((w) => w.code === problem.code)) this.#warnings = [...this.#warnings, problem];
	}

	/** What the warning with a code was about has passed. */
	over(code: string): void {
		this.#warnings = this.#warnings.filter((w) => w.code !== code);
	}

	/** They have been read. */
	noted(): void {
		this.#failed = '';
		this.#closed = undefined;
		this.#warnings = [];
		this.#full = '';
	}
}
