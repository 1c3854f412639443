// All that the window says stands in messages/, as ICU messages: what plurals and the order of words are is each
// language's own affair, and intl-messageformat knows how.
import { IntlMessageFormat } from 'intl-messageformat';
import { language, locale, type Spoken } from './language.svelte';
import de from './messages/de.json';
import en from './messages/en.json';
import type { Piece, Sentence } from './sentence';

type Paths<T, P extends string = ''> = {
	[K in keyof T & string]: T[K] extends string ? `${P}${K}` : Paths<T[K], `${P}${K}.`>;
}[keyof T & string];

/** What can be said: where it stands in the catalogs. */
export type Key = Paths<typeof en>;

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
type Read = { format: IntlMessageFormat; choosers: Set<string> };

const catalogs: Record<Spoken, typeof en> = { en, de };
const read: Record<Spoken, Map<Key, Read>> = { en: new Map(), de: new Map() };

/** What the window says, as text: for labels, and where nothing of it was chosen by somebody else. */
export function t(key: Key, values: Record<string, string | number | boolean> = {}): string {
	return String(message(key).format.format(values));
}

/** Whether there is a message with a key, which may come from outside. */
export function hasText(key: string): key is Key {
	let at: unknown = catalogs.en;
	for (const name of key.split('.')) {
		if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false;
		at = (at as Record<string, unknown>)[name];
	}
	return typeof at === 'string';
}

/** `t` for a key that is put together; it throws if a value is missing. */
export function format(key: Key, values: Record<string, string | number>): string {
	return String(message(key).format.format(values));
}

/**
 * What the window says, as a sentence in which names are kept apart: a value that is text is what somebody chose; what
 * is the window's own is a sentence itself.
 */
export function say(key: Key, values: Record<string, string | number | boolean | Sentence> = {}): Sentence {
	const { format, choosers } = message(key);
	const apart = Object.entries(values).map(([name, value]) => [
		name,
		typeof value === 'string' && !choosers.has(name) ? { said: value } : value,
	]);
	const pieces = [format.format<Piece | Sentence>(Object.fromEntries(apart))].flat(2);
	return pieces.filter((p) => (typeof p === 'string' ? p : p.said) !== '');
}

function message(key: Key): Read {
	const known = read[language()];
	let found = known.get(key);
	if (!found) {
		const format = new IntlMessageFormat(text(key), locale(), undefined, { ignoreTag: true });
		found = { format, choosers: choosers(format.getAst()) };
		known.set(key, found);
	}
	return found;
}

function text(key: Key): string {
	return key
		.split('.')
		.reduce((at: unknown, name) => (at as Record<string, unknown>)[name], catalogs[language()]) as string;
}

/** The names of the values by which a message chooses its words. */
function choosers(elements: Element[], found = new Set<string>()): Set<string> {
	for (const e of elements) {
		if (!('options' in e)) continue;
		found.add(e.value);
		for (const option of Object.values(e.options)) choosers(option.value, found);
	}
	return found;
}
