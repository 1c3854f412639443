const many = 10; // rows at once that nobody wants to hear one by one
const calm = 500; // ms after which a browser has told a screen reader of what it drew

/** What it has to know of a room. */
interface Drawn {
	readonly rows: readonly { key: string }[];
	readonly loading: boolean;
	readonly loaded: boolean;
}

/**
 * Whether a screen reader reads out what is put into the list: pages of what was said before are not news, nor is what
 * comes all at once. To be made while a component begins; `drawn` reads all that the list is made of.
 */
export class LiveRegion {
	#quiet = $state(true);
	#newest = ''; // that is drawn

	constructor(room: () => Drawn, drawn: () => unknown) {
		$effect.pre(() => {
			const { rows, loading, loaded } = room();
			const below = rows.length - 1 - rows.findLastIndex((row) => row.key === this.#newest);
			this.#newest = rows.at(-1)?.key ?? '';
			if (loading || !loaded || below > many) this.#quiet = true;
		});

		$effect(() => {
			void drawn();
			if (!this.#quiet || room().loading || !room().loaded) return;
			const timer = setTimeout(() => (this.#quiet = false), calm);
			return () => clearTimeout(timer);
		});
	}

	/** For aria-live. */
	get live(): 'off' | 'polite' {
		return this.#quiet ? 'off' : 'polite';
	}
}
