/** How many colours there are for names: avatar-0 to avatar-7 in base.css. */
export const hues = 8;

/** The colour of a name: the same everywhere, and for good. */
export function hue(name: string): number {
	let hash = 0x811c9dc5; // FNV-1a
	for (const c of nameKey(name)) hash = Math.imul(hash ^ c.codePointAt(0)!, 0x01000193);
	// The product's upper bits depend on every letter; the lower ones do not.
	return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 29;
}

/** The first letter as a person counts letters. */
export function initial(name: string): string {
	const first = new Intl.Segmenter().segment(name.trim())[Symbol.iterator]().next();
	return first.done ? '?' : first.value.segment.toLocaleUpperCase();
}

/** Whether two spellings are one name. People are compared by this, never by how a name is spelled. */
export function sameName(a: string, b: string): boolean {
	return a === b || nameKey(a) === nameKey(b);
}

/** The name of `names` that is the same as another spelling of it, if there is one. */
export function findName(names: readonly string[], name: string): string | undefined {
	return names.find((n) => sameName(n, name));
}

/** Each name once, as it is spelled first. */
export function onceEach(names: readonly string[]): string[] {
	const once = new Map<string, string>();
	for (const name of names) if (!once.has(nameKey(name))) once.set(nameKey(name), name);
	return [...once.values()];
}

/** What names are compared by: `NameKey` of server/wire, over names in any form of their letters. Both are held to names.json there. */
export function nameKey(name: string): string {
	if (ascii.test(name)) return name.toLowerCase();
	let key = '';
	let base = '';
	for (const letter of name.normalize('NFKD')) {
		const folded = letter.toUpperCase().toLowerCase().replace('ß', 'ss'); // so that σ and ς meet, and i and ı
		if (folded === '\u0307' && (base === 'i' || base === 'j')) continue; // a dot on a dotted letter does not show
		if (!mark.test(folded)) base = folded.at(-1)!;
		key += folded;
	}
	return key.normalize('NFC');
}

const ascii = /^[\0-\x7f]*$/;
const mark = /^\p{Mn}/u;
