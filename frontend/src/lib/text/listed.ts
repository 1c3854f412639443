import { locale } from './language.svelte';
import { say } from './message';
import type { Sentence } from './sentence';

const list = () => new Intl.ListFormat(locale());

/** A few names, as one says them. */
export function listed(names: string[]): string {
	return list().format(names);
}

/** The same in a sentence, in which nobody's name may turn the others around. */
export function whom(names: string[]): Sentence {
	const parts = list().formatToParts(names);
	return parts.map(({ type, value }) => (type === 'element' ? { said: value } : value));
}

/** All of a few, else the first two and how many more. */
export function who(names: string[]): Sentence {
	if (names.length <= 3) return whom(names);
	return say('timeline.andOthers', { first: names[0], second: names[1], n: names.length - 2 });
}
