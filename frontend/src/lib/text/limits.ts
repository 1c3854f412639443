import { t } from './message';

const mostBytes = 64 * 1024;
const mostLines = 1000;

/** Why a text does not go into one message: a sentence, or empty. */
export function tooLong(text: string): string {
	// A letter has three bytes at most: short ones need no counting, which is done for every key.
	if (text.length * 3 > mostBytes) {
		const bytes = new TextEncoder().encode(text).length;
		if (bytes > mostBytes) return t('composer.tooLong', { kib: Math.ceil(bytes / 1024) });
	}
	let lines = 1;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
	return lines > mostLines ? t('composer.tooManyLines', { n: lines }) : '';
}
