import type { Problem } from '$lib/bridge/bridge';
import { because, until } from './deeds';
import { format, hasText, t } from './message';
import type { Sentence } from './sentence';

/**
 * The words for what Go or the server calls by a code. What stands in the params is text, whatever it looks like; two
 * of them have words of their own: `until` when something ends, and `reason` why a moderator did it. Nothing is empty.
 */
export function sentenceOf(problem: Problem | null): string {
	if (!problem) return '';
	const { code, params = {} } = problem;
	const key = `problems.${code}`;
	if (hasText(key)) {
		const values = { ...params, until: plain(until(text(params.until))), end: plain(because(text(params.reason))) };
		try {
			return format(key, values);
		} catch {
			// A server has left out what the words need.
		}
	}
	return t('problems.unknown', { code });
}

function text(param: unknown): string {
	return typeof param === 'string' ? param : '';
}

function plain(sentence: Sentence): string {
	return sentence.map((p) => (typeof p === 'string' ? p : p.said)).join('');
}
