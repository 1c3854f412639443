import { t } from './message';

const mostLines = 1000;
const keyLength = 36; // of a UUID

/** What a message goes out with: its room, and the key of the one that it answers or gives another text to. */
export interface Envelope {
	room: string;
	answers?: string;
	edits?: string;
}

/** How many bytes a value has as Go writes it in a request (wire.Encode), which escapes two line ends that JSON leaves. */
function bytesOf(value: unknown): number {
	const json = JSON.stringify(value);
	return new TextEncoder().encode(json).length + 3 * (json.match(/[\u2028\u2029]/g)?.length ?? 0);
}

/** How many bytes the request has that says a text: what the server's limit of a line is for. */
export function requestBytes(text: string, { room, answers, edits }: Envelope, key = 'k'.repeat(keyLength)): number {
	const said = text.replace(/\p{Surrogate}/gu, '\ufffd'); // as half a letter reaches Go
	if (edits) return bytesOf({ type: 'edit', room, id: key, target: edits, text: said });
	return bytesOf({ type: 'say', room, id: key, text: said, reply_to: answers || undefined });
}

/** Why a text does not go into one message to a server that takes so many bytes: a sentence, or empty. */
export function tooLong(text: string, most: number, envelope: Envelope): string {
	// A letter has six bytes at most: short texts need no counting, which is done for every key.
	if (text.length * 6 + 1000 > most) {
		const have = requestBytes(text, envelope);
		if (have > most) return t('composer.tooLong', { have, most });
	}
	let lines = 1;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
	return lines > mostLines ? t('composer.tooManyLines', { n: lines }) : '';
}
