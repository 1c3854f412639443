/**
 * How well a few letters name something: the more, the better, and undefined if they do not.
 * The letters have to come in this order, in whatever case and without their accents.
 */
export function fits(letters: string, name: string): number | undefined {
	const wanted = plain(letters).replace(/\s+/g, '');
	const text = plain(name);
	if (wanted === '') return 0;
	let best: number | undefined;
	// From each place where the first letter stands: the first of them is not always the best.
	for (let from = text.indexOf(wanted[0]); from >= 0; from = text.indexOf(wanted[0], from + 1)) {
		const score = follow(wanted, text, from);
		if (score !== undefined && (best === undefined || score > best)) best = score;
	}
	// Of two that fit alike the shorter one is meant.
	return best === undefined ? undefined : best - text.length / 100;
}

/** What fits, the best first; alike ones stay in the order that they have. */
export function ranked<T>(letters: string, things: T[], name: (thing: T) => string): T[] {
	return things
		.map((thing) => ({ thing, score: fits(letters, name(thing)) }))
		.filter((t): t is { thing: T; score: number } => t.score !== undefined)
		.toSorted((a, b) => b.score - a.score)
		.map((t) => t.thing);
}

function follow(wanted: string, text: string, from: number): number | undefined {
	let score = 0;
	let before = -2;
	let at = from;
	for (const letter of wanted) {
		at = text.indexOf(letter, at);
		if (at < 0) return undefined;
		if (at === before + 1) score += 3;
		else if (at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1])) score += at === 0 ? 4 : 2;
		before = at;
		at++;
	}
	return score;
}

function plain(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
