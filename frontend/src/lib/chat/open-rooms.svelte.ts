import { problem, type Bridge, type ListedRoom } from '$lib/bridge/bridge';

/** How long the list waits for the next letter, in milliseconds: each search is a request to the server. */
const pause = 200;

/** The rooms that every user can join, as far as they are shown: those that fit what is searched for. */
export class OpenRooms {
	#bridge: Bridge;
	#search = '';
	#turn = 0; // of the newest search: what an older one brings comes too late
	#timer: ReturnType<typeof setTimeout> | undefined;
	#rooms = $state.raw<ListedRoom[] | undefined>();
	#after = $state('');
	#error = $state('');

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	/** Nothing until the server has answered. */
	get rooms(): ListedRoom[] | undefined {
		return this.#rooms;
	}

	get hasMore(): boolean {
		return this.#after !== '';
	}

	get error(): string {
		return this.#error;
	}

	/** Searches, once nothing else is typed for a moment; at once for an empty text. */
	search(text: string) {
		this.#search = text;
		this.stop();
		this.#timer = setTimeout(() => void this.#load(''), text === '' ? 0 : pause);
	}

	more(): Promise<void> {
		return this.#load(this.#after);
	}

	/** What is under way changes nothing any more. */
	stop() {
		clearTimeout(this.#timer);
		this.#turn++;
	}

	async #load(after: string) {
		const turn = ++this.#turn;
		try {
			const page = await this.#bridge.listRooms(this.#search, after);
			if (turn !== this.#turn) return;
			this.#rooms = after === '' ? page.rooms : [...(this.#rooms ?? []), ...page.rooms];
			this.#after = page.after;
			this.#error = '';
		} catch (reason) {
			if (turn === this.#turn) this.#error = problem(reason).sentence;
		}
	}
}
