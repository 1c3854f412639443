const frame = 16; // ms

/**
 * Hears the first thing at once, and what comes within the next frame together: each time that the page has to be
 * drawn anew costs more than what has happened, and after an hour without a connection a thousand things happen at
 * once. `hear` gets them in their order, and is done with some before it gets others.
 */
export function together<T>(hear: (things: T[]) => void): (thing: T) => void {
	let waiting: T[] = [];
	let timer: ReturnType<typeof setTimeout> | undefined; // no animation frame: those stop in a window that nobody sees

	function next() {
		timer = undefined;
		if (waiting.length === 0) return;
		const things = waiting;
		waiting = [];
		timer = setTimeout(next, frame);
		hear(things);
	}

	return (thing) => {
		waiting.push(thing);
		if (timer === undefined) next();
	};
}
