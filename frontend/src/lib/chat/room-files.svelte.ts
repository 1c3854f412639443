import { problem, type Bridge, type FileKind, type FoundFile } from '$lib/bridge/bridge';

const pause = 120; // ms without a letter until it is looked for

/** The files of a room, as a person looks through them. */
export class RoomFiles {
	#bridge: Bridge;
	#room: string;
	#query = $state('');
	#kind = $state<FileKind>('');
	#list = $state.raw<FoundFile[]>([]);
	#before = $state(0);
	#busy = $state(true);
	#error = $state('');
	#asks = 0; // the number of the question that counts
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(bridge: Bridge, room: string) {
		this.#bridge = bridge;
		this.#room = room;
		void this.#ask([], 0);
	}

	/** The newest first. */
	get list(): FoundFile[] {
		return this.#list;
	}
	get more(): boolean {
		return this.#before > 0;
	}
	get busy(): boolean {
		return this.#busy;
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

	get kind(): FileKind {
		return this.#kind;
	}

	set kind(kind: FileKind) {
		this.#kind = kind;
		this.#soon(0);
	}

	/** Asks for the next ones. */
	async next(): Promise<void> {
		if (this.more && !this.#busy) await this.#ask(this.#list, this.#before);
	}

	#soon(after: number): void {
		clearTimeout(this.#timer);
		this.#asks++;
		this.#busy = true;
		this.#timer = setTimeout(() => this.#ask([], 0), after);
	}

	async #ask(found: FoundFile[], before: number): Promise<void> {
		const mine = ++this.#asks;
		this.#busy = true;
		this.#error = '';
		try {
			const ask = { room: this.#room, query: this.#query.trim(), kind: this.#kind, before };
			const answer = await this.#bridge.files(ask);
			if (mine !== this.#asks) return;
			// A page may begin with what the one before ended with.
			const fresh = answer.files.filter((f) => !found.some((g) => g.key === f.key && g.index === f.index));
			this.#list = [...found, ...fresh];
			this.#before = answer.before;
		} catch (reason) {
			if (mine !== this.#asks) return;
			this.#error = problem(reason).sentence;
		}
		this.#busy = false;
	}
}
