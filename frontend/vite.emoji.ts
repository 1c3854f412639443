import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

interface Entry {
	hexcode: string;
	emoji: string;
	label: string;
	tags?: string[];
	group?: number;
	order: number;
	version: number;
}
type Codes = Record<string, string | string[] | undefined>;

const components = 2; // skin tones and the like, which are no emoji by themselves
const newest = 15; // of 2022: what came later many systems draw as a box
const mostWords = 8;

const here = createRequire(import.meta.url);
const read = <T>(file: string): T => JSON.parse(readFileSync(here.resolve(`emojibase-data/${file}`), 'utf8')) as T;

/**
 * What the window knows of emoji, out of emojibase-data: `virtual:emoji` is a text for each group, with a line for
 * each emoji: itself, its shortcodes, English words. `virtual:emoji/de` has a line of German words for each, in that
 * order. As they are the files would be ten times as large.
 */
export const emoji: Plugin = {
	name: 'emoji',
	resolveId: (id) => (id.startsWith('virtual:emoji') ? `\0${id}` : undefined),
	load(id) {
		if (id === '\0virtual:emoji') return `export default ${JSON.stringify(groups())}`;
		if (id === '\0virtual:emoji/de') return `export default ${JSON.stringify(german())}`;
	},
};

function entries(): Entry[] {
	return read<Entry[]>('en/data.json')
		.filter((e) => e.group !== undefined && e.group !== components && e.version <= newest)
		.sort((a, b) => a.order - b.order)
		.map((e) => ({ ...e, emoji: asTyped(e.emoji) }));
}

// What is drawn in colours anyway has no variation selector in Unicode's own list, nor from a keyboard: with one it
// would be another reaction than everybody else's.
function asTyped(emoji: string): string {
	return emoji.replace(/^(\p{Emoji_Presentation})\ufe0f$/u, '$1');
}

function groups(): string[] {
	const github = read<Codes>('en/shortcodes/github.json');
	const others = read<Codes>('en/shortcodes/emojibase.json');
	const byGroup = new Map<number, string[]>();
	for (const e of entries()) {
		const codes = [github[e.hexcode] ?? others[e.hexcode] ?? []].flat();
		const lines = byGroup.get(e.group!) ?? byGroup.set(e.group!, []).get(e.group!)!;
		lines.push([e.emoji, codes.join(' '), words([e.label, ...(e.tags ?? [])], codes.join('_'))].join('\t'));
	}
	return [...byGroup.values()].map((lines) => lines.join('\n'));
}

function german(): string {
	const labels = new Map(read<Entry[]>('de/compact.json').map((e) => [e.hexcode, e.label]));
	return entries()
		.map((e) => words([labels.get(e.hexcode) ?? ''], ''))
		.join('\n');
}

/** The words of some phrases that another text does not have already, each once. */
function words(phrases: string[], elsewhere: string): string {
	const all = phrases.flatMap((p) => p.toLowerCase().split(/[^\p{L}\p{N}]+/u));
	return [...new Set(all)]
		.filter((w) => w.length > 1 && !elsewhere.includes(w))
		.slice(0, mostWords)
		.join(' ');
}
