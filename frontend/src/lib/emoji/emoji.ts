/** An emoji, by what it is called. */
export interface Emoji {
	emoji: string;
	/** Its shortcodes, without colons; the first is the usual one. */
	codes: string[];
	/** Other words that one may look for it by, in small letters. */
	words: string[];
}

/** All emoji that there are, in their groups: smileys, people, animals, food, travel, activities, objects, symbols, flags. */
export class EmojiList {
	readonly groups: Emoji[][];
	readonly #all: Emoji[];
	readonly #byCode = new Map<string, Emoji>();

	constructor(groups: string[], german = '') {
		const also = german.split('\n').values();
		this.groups = groups.map((lines) => lines.split('\n').map((line) => readLine(line, also.next().value ?? '')));
		this.#all = this.groups.flat();
		for (const e of this.#all) for (const code of e.codes) this.#byCode.set(code, e);
	}

	/** The emoji of a shortcode, in whatever letters. */
	byCode(code: string): string | undefined {
		return this.#byCode.get(code.toLowerCase())?.emoji;
	}

	/** The shortcodes of an emoji. */
	codesOf(emoji: string): string[] {
		return this.#all.find((e) => e.emoji === emoji)?.codes ?? [];
	}

	/** Those that fit every word of a query, the best first. */
	search(query: string, most = Infinity): Emoji[] {
		const wanted = query
			.toLowerCase()
			.split(/[\s:]+/)
			.filter(Boolean);
		if (wanted.length === 0) return [];
		return this.#all
			.map((emoji, order) => ({ emoji, order, rank: Math.max(...wanted.map((w) => rank(emoji, w))) }))
			.filter((found) => found.rank < Infinity)
			.sort((a, b) => a.rank - b.rank || a.order - b.order)
			.slice(0, most)
			.map((found) => found.emoji);
	}
}

const lists = new Map<boolean, Promise<EmojiList>>();

/** Loads them, once, with German words or not: they are a file of their own, because most of the time nobody needs them. */
export function emojiList(german = false): Promise<EmojiList> {
	const list =
		lists.get(german) ??
		Promise.all([import('virtual:emoji'), german ? import('virtual:emoji/de') : undefined]).then(
			([groups, words]) => new EmojiList(groups.default, words?.default),
		);
	lists.set(german, list);
	return list;
}

function readLine(line: string, also: string): Emoji {
	const [emoji, codes, words] = line.split('\t');
	return { emoji, codes: split(codes), words: [...split(words), ...split(also)] };
}

const split = (text: string) => text.split(' ').filter(Boolean);

/** How well an emoji fits a word; infinite if it does not. */
function rank({ codes, words }: Emoji, wanted: string): number {
	if (codes.includes(wanted)) return 0;
	if (codes.some((c) => c.startsWith(wanted))) return 1;
	if (words.includes(wanted)) return 2;
	if (words.some((w) => w.startsWith(wanted))) return 3;
	if (codes.some((c) => c.includes(wanted))) return 4;
	return Infinity;
}
