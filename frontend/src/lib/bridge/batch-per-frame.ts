const frame = 16; // ms
const mostRest = 15; // frames, a quarter of a second

/**
 * Hears the first thing at once, and what comes within the next frame in one batch: each time that the page has to be
 * drawn anew costs more than what has happened, and after an hour without a connection a thousand things happen at
 * once. `hear` gets them in their order, and is done with some before it gets others. Where drawing takes longer than
 * a frame, the page rests as long as that took before it hears more: whoever types or scrolls comes in between,
 * however much a server says.
 */
export function batchPerFrame<T>(hear: (things: T[]) => void): (thing: T) => void {
	let waiting: T[] = [];
	let timer: ReturnType<typeof setTimeout> | undefined; // no animation frame: those stop in a window that nobody sees
	let due = 0; // when the timer should have been heard from
	let rest = 0; // frames

	function again() {
		due = performance.now() + frame;
		timer = setTimeout(later, frame);
	}

	function later() {
		timer = undefined;
		if (waiting.length === 0) return;
		const late = Math.floor((performance.now() - due) / frame);
		rest = Math.max(rest - 1, Math.min(late, mostRest));
		if (rest > 0) again();
		else now();
	}

	function now() {
		const things = waiting;
		waiting = [];
		again();
		hear(things);
	}

	return (thing) => {
		waiting.push(thing);
		if (timer !== undefined) return;
		rest = 0;
		now();
	};
}
