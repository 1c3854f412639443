import { language } from './language.svelte';
import german from './messages/de.sentences.json';

/** A sentence of Go's with the places for what is put in, and what stands for it in the other language. */
interface Template {
	/** What stands around the places: one more than there are. */
	texts: string[];
	/** What each place is called. */
	names: string[];
	into: string;
}

const longest = 500; // characters; nothing that Go or a server says needs more

/** The places for what is a sentence, or a part of one, itself. */
const sentences: ReadonlySet<string> = new Set(['why', 'reason', 'next']);

const templates: Template[] = Object.entries(german)
	.map(([from, into]) => ({
		texts: from.split(/\{\w+\}/),
		names: [...from.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
		into,
	}))
	// What says more goes before what says less: both may fit.
	.sort((a, b) => length(b) - length(a));

/** What Go or the server says, which is English, in the language of the window; as it is if the catalog has nothing for it. */
export function translate(sentence: string): string {
	return language() === 'de' ? inGerman(sentence, 2) : sentence;
}

function inGerman(sentence: string, deep: number): string {
	if (sentence.length > longest) return sentence;
	for (const template of templates) {
		const values = read(template, sentence);
		if (!values) continue;
		return template.into.replace(/\{(\w+)\}/g, (_, name: string) => {
			const value = values.get(name) ?? '';
			return deep > 0 && sentences.has(name) ? inGerman(value.trim(), deep - 1) : value;
		});
	}
	return sentence;
}

/**
 * What stands in the places of a template, or nothing if the sentence is not of it. Each place ends where the text
 * behind it is found first, and the last one at the end: nothing is tried twice, whatever somebody has put in.
 */
function read({ texts, names }: Template, sentence: string): Map<string, string> | undefined {
	const last = texts.length - 1;
	if (last === 0) return sentence === texts[0] ? new Map() : undefined;
	if (!sentence.startsWith(texts[0]) || !sentence.endsWith(texts[last])) return;
	const values = new Map<string, string>();
	let at = texts[0].length;
	for (let i = 1; i <= last; i++) {
		const end = i === last ? sentence.length - texts[last].length : sentence.indexOf(texts[i], at + 1);
		if (end <= at) return;
		values.set(names[i - 1], sentence.slice(at, end));
		at = end + texts[i].length;
	}
	return values;
}

function length({ texts }: Template): number {
	return texts.join('').length;
}
