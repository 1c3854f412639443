import { asLink } from './links';

/** A stretch of a line, by what it means. */
export type Part =
	| { kind: 'text' | 'code' | 'emoji'; text: string }
	| { kind: 'link'; text: string; url: string }
	| { kind: 'mention'; text: string; name: string };

/** A message is paragraphs of lines, and code between fences. */
export type Block = { kind: 'lines'; parts: Part[] } | { kind: 'fence'; text: string };

// Past this many the rest stays plain text: 64 KiB of `@a @a @a …` must not
// become twenty thousand elements in everybody's window.
const maxParts = 400;

/**
 * Reads a message's text. Whatever it does not understand stays as it was
 * typed, and every character is looked at a fixed number of times, so no text
 * takes long.
 */
export function parse(text: string): Block[] {
	const blocks: Block[] = [];
	const lines = text.split('\n');
	let plain: string[] = [];
	const endLines = () => {
		if (plain.length > 0) blocks.push({ kind: 'lines', parts: parseLines(plain.join('\n')) });
		plain = [];
	};

	const lastFence = lines.findLastIndex(closesFence);
	for (let i = 0; i < lines.length; i++) {
		if (!opensFence(lines[i]) || i >= lastFence) {
			plain.push(lines[i]);
			continue;
		}
		endLines();
		const from = i + 1;
		for (i = from; !closesFence(lines[i]); i++);
		blocks.push({ kind: 'fence', text: lines.slice(from, i).join('\n') });
	}
	endLines();
	return blocks;
}

const opensFence = (line: string) => /^```[\w+#.-]*\s*$/.test(line);
const closesFence = (line: string) => /^```\s*$/.test(line);

const special =
	/`([^`\n]+)`(?!`)|https?:\/\/[^\s<>"`]+|@[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,31}|(?:(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F)[\p{Emoji_Modifier}\u20E3\u{E0020}-\u{E007F}]*(?:\u200D\p{Emoji}[\p{Emoji_Modifier}\uFE0F]*)*)+/giu;
const isEmoji = /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F)/u;
const inAWord = /[\p{L}\p{M}\p{N}._@/-]/u;

/** Reads lines that have no fences. */
export function parseLines(text: string): Part[] {
	const parts: Part[] = [];
	let done = 0;
	for (const match of text.matchAll(special)) {
		if (parts.length >= maxParts) break;
		const part = understand(match[0], match[1], text[match.index - 1] ?? '');
		if (!part) continue;
		if (match.index > done) parts.push({ kind: 'text', text: text.slice(done, match.index) });
		parts.push(part);
		// Of a code span the backticks go too; of the others what follows the part is text again.
		done = match.index + (part.kind === 'code' ? match[0].length : part.text.length);
	}
	if (done < text.length) parts.push({ kind: 'text', text: text.slice(done) });
	return parts;
}

function understand(match: string, code: string | undefined, before: string): Part | undefined {
	if (code !== undefined) return before === '`' ? undefined : { kind: 'code', text: code };
	if (isEmoji.test(match)) return { kind: 'emoji', text: match };
	// In the middle of a word it is an e-mail address or the like.
	if (before && inAWord.test(before)) return undefined;
	if (match[0] === '@') {
		const text = match.replace(/[.-]+$/, '');
		return { kind: 'mention', text, name: text.slice(1) };
	}
	return asLink(match);
}
