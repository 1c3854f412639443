import type { Part, PartKind } from '$lib/bridge/bridge';

/** A stretch of a text as it is shown; without a kind it is text and nothing else. */
export interface Piece {
	kind?: PartKind;
	text: string;
	/** Of a link: what it opens. */
	url?: string;
}

/** A message is lines with pieces in them, and code in lines of its own. */
export type Block = { kind: 'lines'; pieces: Piece[] } | { kind: 'fence'; text: string };

/** Cuts a text by the parts that Go has found in it. */
export function blocks(text: string, parts: Part[] = []): Block[] {
	const all: Block[] = [];
	let pieces: Piece[] = [];
	let done = 0;
	const upTo = (end: number) => {
		if (end > done) pieces.push({ text: text.slice(done, end) });
	};
	const endLines = () => {
		if (pieces.length > 0) all.push({ kind: 'lines', pieces });
		pieces = [];
	};
	for (const { kind, from, to, open = 0, close = 0, url } of parts) {
		const shown = text.slice(from + open, to - close);
		upTo(from);
		done = to;
		if (kind === 'fence') {
			endLines();
			all.push({ kind, text: shown });
		} else pieces.push(kind === 'link' ? { kind, text: shown, url: url ?? shown } : { kind, text: shown });
	}
	upTo(text.length);
	endLines();
	return all;
}
