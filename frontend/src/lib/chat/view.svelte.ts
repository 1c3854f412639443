/** Where in a room somebody reads. */
export class View {
	/** Whether they read at the end: then rows that come push out the oldest, not themselves. */
	following = true;

	#newBelow = $state(0);
	#target = $state.raw<{ seq: number } | undefined>();

	/** How many messages of others came while nobody read at the end. */
	get newBelow(): number {
		return this.#newBelow;
	}

	/** The place that somebody has jumped to. */
	get target(): { seq: number } | undefined {
		return this.#target;
	}

	/** Somebody else has said something. */
	heard(): void {
		if (!this.following) this.#newBelow++;
	}

	/** They read at the end, and see all that there is. */
	followed(): void {
		this.#newBelow = 0;
	}

	/** They jump to a place. */
	goTo(seq: number): void {
		this.following = false;
		this.#target = { seq };
	}

	/** They have been long enough where they jumped to, or mean to be elsewhere. */
	arrived(): void {
		this.#target = undefined;
	}

	clear(): void {
		this.#newBelow = 0;
		this.#target = undefined;
	}
}
