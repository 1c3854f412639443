/** Counts down to what comes in a while. It goes by no clock that somebody can set, and by no other machine's. */
export class Countdown {
	#end = $state(0);
	#now = $state(0);
	#seconds = $derived(Math.max(0, Math.ceil((this.#end - this.#now) / 1000)) || 0);

	/** Whole seconds that are left, never below 0. */
	get seconds(): number {
		return this.#seconds;
	}

	/** Has so many seconds left from now on, and counts until the function it returns is called. */
	start(seconds: number): () => void {
		const now = performance.now();
		this.#now = now;
		this.#end = now + seconds * 1000;
		const tick = setInterval(() => (this.#now = performance.now()), 250);
		return () => clearInterval(tick);
	}
}
