/**
 * Where somebody reads in a list that grows at its end: whoever is at the end
 * stays there, whoever reads further up is left alone.
 */
export class Reading {
	#atEnd = $state(true);
	#list: HTMLElement | undefined;
	#top = 0; // where the list was scrolled to last

	get atEnd(): boolean {
		return this.#atEnd;
	}

	/** For {@attach}: watches the list for as long as it is on the screen. */
	attach = (list: HTMLElement) => {
		this.#list = list;
		const sizes = new ResizeObserver(() => this.settle());
		sizes.observe(list);
		for (const child of list.children) sizes.observe(child);
		list.addEventListener('scroll', this.#scrolled, { passive: true });
		this.settle();
		return () => {
			sizes.disconnect();
			list.removeEventListener('scroll', this.#scrolled);
			this.#list = undefined;
		};
	};

	/** Goes to the end, and stays there from now on. */
	toEnd(): void {
		this.#atEnd = true;
		this.settle();
	}

	/** Moves up (-1) or down (1) by what is visible, less a line or two. */
	page(direction: -1 | 1): void {
		if (this.#list) this.#list.scrollTop += direction * this.#list.clientHeight * 0.9;
	}

	/** Puts the end back in sight after the list has grown, for whoever was there. */
	settle(): void {
		if (!this.#list || !this.#atEnd) return;
		this.#list.scrollTop = this.#list.scrollHeight;
		this.#top = this.#list.scrollTop;
	}

	/** Keeps what is read where it is while rows come in above it. */
	async keep(change: () => Promise<void>): Promise<void> {
		if (!this.#list) return change();
		const below = this.#list.scrollHeight - this.#list.scrollTop;
		await change();
		this.#list.scrollTop = this.#list.scrollHeight - below;
		this.#top = this.#list.scrollTop;
	}

	// Rows that arrive below move the end away without anybody having scrolled:
	// only going up leaves the end.
	#scrolled = () => {
		const { scrollTop, scrollHeight, clientHeight } = this.#list!;
		const near = scrollHeight - scrollTop - clientHeight < 24;
		this.#atEnd = near || (this.#atEnd && scrollTop >= this.#top);
		this.#top = scrollTop;
	};
}
