import { nameKey } from './names';

/** What begins with a sign in front of the cursor and may be completed: somebody's name, a room or an emoji. */
export interface Word {
	kind: 'name' | 'room' | 'emoji';
	/** Where its sign is. */
	from: number;
	/** What stands behind the sign, up to the cursor. */
	query: string;
}

const kinds = { '@': 'name', '#': 'room', ':': 'emoji' } as const;

// Not in the middle of a word; but a name or a room, as Go reads a mention, right behind one where words have no
// blanks between them. A colon there is most often only that.
const unspaced = ['Han', 'Hira', 'Kana', 'Hang', 'Bopo', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt'];
const apart = '(?<![\\p{L}\\p{M}\\p{N}_:/])';
const behind = `(?<=[${unspaced.map((s) => `\\p{scx=${s}}`).join('')}])`;
const word = new RegExp(`(?:${apart}|${behind}(?!:))([@#:])([\\p{L}\\p{M}\\p{N}._+-]{0,64})$`, 'u');
const shortcode = new RegExp(`${apart}:([\\w+-]+):$`, 'u');

/** The word that the cursor is at the end of, if it can be completed. Of an emoji two letters have to be there: a colon is many things. */
export function wordAt(text: string, caret: number): Word | undefined {
	const match = word.exec(text.slice(Math.max(0, caret - 80), caret));
	if (!match) return undefined;
	const kind = kinds[match[1] as keyof typeof kinds];
	if (kind === 'emoji' && match[2].length < 2) return undefined;
	return { kind, from: caret - match[0].length, query: match[2] };
}

/** The shortcode that ends in front of the cursor, colons and all. */
export function codeAt(text: string, caret: number): { from: number; code: string } | undefined {
	const match = shortcode.exec(text.slice(Math.max(0, caret - 80), caret));
	return match ? { from: caret - match[0].length, code: match[1] } : undefined;
}

/** Those of some names that fit what was typed: first those that begin with it, then those of which a later word does. */
export function fitting(names: string[], query: string, most: number): string[] {
	const wanted = nameKey(query);
	const begins = names.filter((n) => nameKey(n).startsWith(wanted));
	const later = names.filter(
		(n) =>
			!begins.includes(n) &&
			nameKey(n)
				.split(/[\s._-]+/)
				.some((w) => w.startsWith(wanted)),
	);
	return [...begins, ...later].slice(0, most);
}
