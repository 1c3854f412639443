import type { Room } from '$lib/chat/room.svelte';
import type { Session } from '$lib/chat/session.svelte';
import { emojiList, type EmojiList } from '$lib/emoji/emoji';
import { fitting, wordAt, type Word } from '$lib/text/complete';
import { language } from '$lib/text/language.svelte';
import { onceEach, sameName } from '$lib/text/names';

/** One way to complete what is being typed. */
export interface Suggestion {
	/** What is put in the place of the word. */
	insert: string;
	/** What is shown for it, and before that its picture. */
	label: string;
	picture: string;
}

const most = 8;

/** What completes the word in front of the cursor, and which of that is chosen. */
export class Suggesting {
	#session: Session;
	#room: Room;
	#word = $state.raw<Word | undefined>();
	#at = $state(0);
	#emoji = $state.raw<EmojiList | undefined>();
	#members = $state.raw<string[]>([]);
	#asked = false;
	#closedAt = -1; // where the word begins that nobody wants to complete

	constructor(session: Session, room: Room) {
		this.#session = session;
		this.#room = room;
	}

	/** None while nothing fits, or only what is typed already: then Enter is for the message. */
	readonly list: Suggestion[] = $derived.by(() => {
		const word = this.#word;
		if (!word) return [];
		const found = this.#find(word);
		return found[0]?.insert.trim() === signs[word.kind] + word.query ? [] : found;
	});

	get kind(): Word['kind'] | undefined {
		return this.#word?.kind;
	}

	get at(): number {
		return Math.min(this.#at, this.list.length - 1);
	}

	/** The list of emoji, once it is needed and here. */
	get emoji(): EmojiList | undefined {
		return this.#emoji;
	}

	/** Looks at what stands before the cursor. */
	look(text: string, caret: number): void {
		if (text.includes(':')) void this.load();
		const word = wordAt(text, caret);
		if (word?.from !== this.#closedAt) this.#closedAt = -1;
		if (word?.kind === 'name') this.#askMembers();
		this.#at = 0;
		this.#word = word && this.#closedAt < 0 ? word : undefined;
	}

	/** The cursor has gone there: away from the end of the word, there is nothing to complete. */
	follow(caret: number): void {
		const word = this.#word;
		if (word && caret !== word.from + 1 + word.query.length) this.#word = undefined;
	}

	move(by: number): void {
		const n = this.list.length;
		if (n > 0) this.#at = (this.at + by + n) % n;
	}

	choose(at: number): void {
		this.#at = at;
	}

	/** What is chosen, and where the word that it stands for begins. */
	get chosen(): { from: number; insert: string } | undefined {
		const suggestion = this.list[this.at];
		return suggestion && this.#word ? { from: this.#word.from, insert: suggestion.insert } : undefined;
	}

	/** The cursor is elsewhere; once it is back and something is typed, the word may be completed. */
	rest(): void {
		this.#word = undefined;
	}

	/** Nobody wants this word completed. */
	close(): void {
		this.#closedAt = this.#word?.from ?? -1;
		this.#word = undefined;
	}

	/** Has the emoji loaded. */
	async load(): Promise<EmojiList> {
		return (this.#emoji = await emojiList(language() === 'de'));
	}

	#find({ kind, query }: Word): Suggestion[] {
		if (kind === 'emoji') {
			const found = this.#emoji?.search(query, most) ?? [];
			return found.map(({ emoji, codes }) => ({ insert: `${emoji} `, label: `:${codes[0]}:`, picture: emoji }));
		}
		const names = kind === 'name' ? this.#names() : this.#session.rooms.list.map((r) => r.name);
		return fitting(names, query, most).map((name) => {
			const text = signs[kind] + name;
			return { insert: `${text} `, label: text, picture: '' };
		});
	}

	// Those in the room first; who is here of the others may read it later.
	#names(): string[] {
		const { people, connection } = this.#session;
		return onceEach([...this.#members, ...people.names]).filter((name) => !sameName(name, connection.you));
	}

	#askMembers(): void {
		if (this.#asked) return;
		this.#asked = true;
		this.#session.bridge.members(this.#room.name).then(
			(names) => (this.#members = names),
			() => (this.#asked = false), // without them those who are here do
		);
	}
}

const signs = { name: '@', room: '#', emoji: ':' };
