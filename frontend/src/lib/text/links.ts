import type { Part } from './parse';

// What turns the direction of writing could make one address look like another.
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const closers: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** The link that a piece of text beginning with http:// or https:// is, without the punctuation of the sentence around it. */
export function asLink(piece: string): Part | undefined {
	const text = trimEnd(piece);
	if (bidi.test(text)) return undefined;
	const url = openable(text);
	return url ? { kind: 'link', text, url } : undefined;
}

/** The address to open for what is written, if it is one that may be opened. */
export function openable(href: string): string | undefined {
	let url: URL;
	try {
		url = new URL(href);
	} catch {
		return undefined;
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
	// https://bank.example@elsewhere.example leads elsewhere: such a one stays text.
	if (url.username || url.password) return undefined;
	return url.href;
}

/** Where a join link leads, without the server's key and an invitation. */
export function hostOf(link: string): string {
	return link.replace(/^chat:\/\//, '').replace(/[/#].*$/, '');
}

function trimEnd(piece: string): string {
	const open = new Map<string, number>();
	for (const c of piece) open.set(c, (open.get(c) ?? 0) + 1);
	let end = piece.length;
	for (; end > 0; end--) {
		const last = piece[end - 1];
		const opener = closers[last];
		if (opener) {
			const unbalanced = (open.get(last) ?? 0) > (open.get(opener) ?? 0);
			if (!unbalanced) break;
			open.set(last, (open.get(last) ?? 0) - 1);
		} else if (!".,;:!?'’”»*_~".includes(last)) break;
	}
	return piece.slice(0, end);
}
