import { untrack } from 'svelte';

/** What it has to know of a room, and tells it. */
interface Seen {
	readonly rows: readonly unknown[];
	readonly state: { unread: number };
	readonly view: { following: boolean; followed(): void };
	readonly unread: { looked(unread: number): void; noted(): void; away(): void };
	readToEnd(): void;
}

interface Sight {
	/** Whether somebody can see the window. */
	front: () => boolean;
	/** Whether they see the newest, and stay there. */
	following: () => boolean;
}

/**
 * What of a room somebody has seen: the line above what is new, and the newest row. To be made while a component
 * begins.
 */
export class ReadMarker {
	#seesLine = $state<boolean>();

	constructor(room: () => Seen, { front, following }: Sight) {
		$effect(() => {
			const { view } = room();
			view.following = following();
			if (following()) untrack(() => view.followed());
		});

		$effect(() => {
			if (front()) untrack(() => room().unread.looked(room().state.unread));
		});

		$effect(() => {
			if (front() && this.#seesLine) room().unread.noted();
		});

		$effect(() => {
			if (!front()) untrack(() => room().unread.away());
			else if (following() && room().rows) untrack(() => room().readToEnd());
		});
	}

	/** Whether the line above what is new is in sight; undefined while it is not loaded. */
	get seesLine(): boolean | undefined {
		return this.#seesLine;
	}

	/** For {@attach}: the line above what is new. */
	watchLine = (line: HTMLElement) => {
		const watching = new IntersectionObserver((entries) => (this.#seesLine = entries.at(-1)!.isIntersecting));
		watching.observe(line);
		return () => {
			watching.disconnect();
			this.#seesLine = undefined;
		};
	};
}
