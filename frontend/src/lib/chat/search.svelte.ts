import { problem, type Bridge, type Hit } from '$lib/bridge/bridge';
import type { Row } from './row';

/** How long nothing has to be typed until it is looked for, in milliseconds. */
const pause = 120;

/** A search as it is being typed, and what has been found. */
export class Search {
	#bridge: Bridge;
	#open = $state(false);
	#opens = $state(0);
	#query = $state('');
	#room = $state('');
	#hits = $state.raw<Hit[]>([]);
	#before = $state(0);
	#busy = $state(false);
	#answered = $state(false);
	#error = $state('');
	#asks = 0; // the number of the question that counts: an older one's answer is nobody's
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Which hit is marked. */
	at = $state(0);

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	get isOpen(): boolean {
		return this.#open;
	}
	/** How often it was asked for, be it open already: then the cursor belongs there. */
	get opens(): number {
		return this.#opens;
	}
	/** The room in which it looks; empty is everywhere. */
	get room(): string {
		return this.#room;
	}
	/** The newest first. */
	get hits(): Hit[] {
		return this.#hits;
	}
	get more(): boolean {
		return this.#before > 0;
	}
	get busy(): boolean {
		return this.#busy;
	}
	/** Whether what is shown is the answer to what is typed. */
	get answered(): boolean {
		return this.#answered;
	}
	/** A sentence, or empty. */
	get error(): string {
		return this.#error;
	}

	get query(): string {
		return this.#query;
	}

	set query(query: string) {
		if (query === this.#query) return;
		this.#query = query;
		this.#soon(pause);
	}

	/** Opens it for a room, or for everywhere. What was typed stays. */
	open(room: string): void {
		this.#open = true;
		this.#opens++;
		this.within(room);
	}

	/** Looks in another room, or everywhere. */
	within(room: string): void {
		if (room === this.#room) return;
		this.#room = room;
		this.#soon(0);
	}

	close(): void {
		this.#open = false;
	}

	/** What was found is of another person or server. */
	clear(): void {
		this.close();
		this.#query = '';
		this.#room = '';
		this.#soon(0);
	}

	/** Takes a row that is another now: what was taken back or removed is not to be read here either. */
	seen({ key, status }: Row): void {
		const gone = status === 'retracted' || status === 'removed';
		if (gone && this.#hits.some((hit) => hit.key === key)) this.#hits = this.#hits.filter((hit) => hit.key !== key);
	}

	/** Asks for the next ones. */
	async next(): Promise<void> {
		if (!this.more || this.#busy) return;
		await this.#ask(this.#hits, this.#before);
	}

	#soon(after: number): void {
		clearTimeout(this.#timer);
		this.#asks++;
		this.#answered = false;
		this.#busy = this.#query.trim() !== '';
		this.#error = '';
		if (this.#busy) this.#timer = setTimeout(() => this.#ask([], 0), after);
		else {
			this.#hits = [];
			this.#before = 0;
		}
	}

	async #ask(found: Hit[], before: number): Promise<void> {
		const mine = ++this.#asks;
		this.#busy = true;
		this.#error = '';
		try {
			let answer = await this.#bridge.search(this.#query.trim(), this.#room, before);
			// It may have looked at many in vain, and gone no further.
			while (mine === this.#asks && answer.hits.length === 0 && answer.before > 0)
				answer = await this.#bridge.search(this.#query.trim(), this.#room, answer.before);
			if (mine !== this.#asks) return;
			this.#hits = [...found, ...answer.hits];
			this.#before = answer.before;
			if (before === 0) this.at = 0;
		} catch (reason) {
			if (mine !== this.#asks) return;
			this.#hits = found;
			this.#before = before;
			this.#error = problem(reason).sentence;
		}
		this.#busy = false;
		this.#answered = true;
	}
}
