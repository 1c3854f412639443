/** How many colours there are for names: avatar-0 to avatar-7 in base.css. */
export const hues = 8;

/** The colour of a name: the same everywhere, and for good. */
export function hue(name: string): number {
	let hash = 0x811c9dc5; // FNV-1a
	for (const c of fold(name)) hash = Math.imul(hash ^ c.codePointAt(0)!, 0x01000193);
	// The product's upper bits depend on every letter; the lower ones do not.
	return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 29;
}

/** The first letter as a person counts letters. */
export function initial(name: string): string {
	const first = new Intl.Segmenter().segment(name.trim())[Symbol.iterator]().next();
	return first.done ? '?' : first.value.segment.toLocaleUpperCase();
}

function fold(name: string): string {
	return name.normalize('NFKC').toLowerCase();
}
