import { untrack } from 'svelte';

/** What the timeline knows of the rows, as far as it is about scrolling. */
interface Rows {
	/** Whether the end of the list is the end of the room: then whoever is there stays there. */
	isWhole: () => boolean;
	/** Somebody comes near an end of what is loaded. */
	near: (end: 'top' | 'bottom') => void;
}

/**
 * Where somebody reads in a list that grows at both ends: whoever is at the end stays there, for everybody else the
 * message at the top of the view keeps its place, whatever comes or goes above and below. WebKit does not do this.
 */
export class ScrollAnchor {
	#rows: Rows;
	#atEnd = $state(true);
	#list: HTMLElement | undefined;
	#top = 0; // where the list was scrolled to last
	#anchor: { key: string; at: number } | undefined; // what is read, and how far below the top of the view

	constructor(rows: Rows) {
		this.#rows = rows;
	}

	get atEnd(): boolean {
		return this.#atEnd;
	}

	/** Whether there is more room than rows. */
	get hasRoom(): boolean {
		return (
			this.#list !== undefined && this.#list.clientHeight > 0 && this.#list.scrollHeight <= this.#list.clientHeight
		);
	}

	/** For {@attach}: watches the list for as long as it is on the screen. */
	attach = (list: HTMLElement) => {
		this.#list = list;
		const sizes = new ResizeObserver(() => this.restoreScroll());
		sizes.observe(list);
		for (const child of list.children) sizes.observe(child);
		list.addEventListener('scroll', this.#scrolled, { passive: true });
		untrack(() => this.restoreScroll());
		return () => {
			sizes.disconnect();
			list.removeEventListener('scroll', this.#scrolled);
			this.#list = undefined;
		};
	};

	/**
	 * Keeps the place whenever something else is drawn, and calls `kept` then. `drawn` reads all that the list is made
	 * of. To be called while a component begins.
	 */
	follow(drawn: () => unknown, kept: () => void): void {
		$effect.pre(() => {
			void drawn();
			untrack(() => this.note());
		});

		$effect(() => {
			void drawn();
			untrack(() => {
				this.restoreScroll();
				kept();
			});
		});
	}

	/** Goes to the end, and stays there from now on. */
	toEnd(): void {
		this.#atEnd = true;
		this.restoreScroll();
	}

	/** Puts a row into the middle of the view. */
	to(key: string): void {
		const list = this.#list;
		const row = this.#rowOf(key);
		if (!list || !row) return;
		const { top, height } = row.getBoundingClientRect();
		const room = Math.max(0, (list.clientHeight - height) / 2);
		this.#atEnd = false;
		list.scrollTop += top - list.getBoundingClientRect().top - room;
		this.#top = list.scrollTop;
		this.note();
	}

	/** Moves up (-1) or down (1) by what is visible, less a line or two. */
	page(direction: -1 | 1): void {
		if (this.#list) this.#list.scrollTop += direction * this.#list.clientHeight * 0.9;
	}

	/** Notes what is read, before rows come or go. */
	note(): void {
		const list = this.#list;
		if (!list) return;
		// Somebody has scrolled, and the browser has not said so yet: they are not to be thrown back.
		if (list.scrollTop !== this.#top) return this.#scrolled();
		const top = list.getBoundingClientRect().top;
		for (const row of rowsIn(list)) {
			const box = row.getBoundingClientRect();
			if (box.bottom <= top) continue;
			this.#anchor = { key: row.dataset.key!, at: box.top - top };
			return;
		}
	}

	/** Puts back in sight what is read: the end, or the row that was noted. */
	restoreScroll(): void {
		const list = this.#list;
		if (!list) return;
		if (this.#atEnd && this.#rows.isWhole()) list.scrollTop = list.scrollHeight;
		else if (this.#anchor) {
			const row = this.#rowOf(this.#anchor.key);
			const at = row && row.getBoundingClientRect().top - list.getBoundingClientRect().top;
			if (at !== undefined && at !== this.#anchor.at) list.scrollTop += at - this.#anchor.at;
		}
		this.#top = list.scrollTop;
	}

	#rowOf(key: string): HTMLElement | undefined {
		return this.#list && [...rowsIn(this.#list)].find((row) => row.dataset.key === key);
	}

	// Rows that arrive below move the end away without anybody having scrolled:
	// only going up leaves the end.
	#scrolled = () => {
		const { scrollTop, scrollHeight, clientHeight } = this.#list!;
		const below = scrollHeight - scrollTop - clientHeight;
		const up = scrollTop < this.#top;
		this.#atEnd = this.#rows.isWhole() && (below < 24 || (this.#atEnd && !up));
		if (up && scrollTop < clientHeight * 1.5) this.#rows.near('top');
		if (!up && below < clientHeight * 1.5) this.#rows.near('bottom');
		this.#top = scrollTop;
		this.note();
	};
}

function rowsIn(list: HTMLElement): NodeListOf<HTMLElement> {
	return list.querySelectorAll<HTMLElement>('[data-key]');
}
