/** A piece of a text, and whether it is one of the words that were looked for. */
export interface Marked {
	text: string;
	mark: boolean;
}

/** Cuts a text at its marks, which are begin and end; those that are not to be had are left out. */
export function marked(text: string, marks: [number, number][]): Marked[] {
	const pieces: Marked[] = [];
	let done = 0;
	for (const [from, to] of marks.toSorted((a, b) => a[0] - b[0])) {
		if (from < done || to <= from || to > text.length) continue;
		if (from > done) pieces.push({ text: text.slice(done, from), mark: false });
		pieces.push({ text: text.slice(from, to), mark: true });
		done = to;
	}
	if (done < text.length) pieces.push({ text: text.slice(done), mark: false });
	return pieces;
}
