import type { File } from './models';
import { originalOf } from './paths';

const most = 4096; // bytes

/** How a file of text begins, from Go; empty if it is no text. Rejects if it is not to be had. */
export async function beginningOf(file: Pick<File, 'hash'>): Promise<string> {
	const path = originalOf(file);
	if (!path) return '';
	const answer = await fetch(path, { headers: { Range: `bytes=0-${most - 1}` } });
	if (!answer.ok) throw new Error(String(answer.status));
	return textOf(new Uint8Array(await answer.arrayBuffer()).subarray(0, most));
}

/** Bytes as text, which may end in the middle of a letter; empty if they are none. */
export function textOf(bytes: Uint8Array): string {
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
		return text.includes('\0') ? '' : text;
	} catch {
		return '';
	}
}
