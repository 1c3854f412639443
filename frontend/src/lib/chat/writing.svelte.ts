import type { Bridge } from '$lib/bridge/bridge';
import { Attachments } from './attachments.svelte';
import type { Row } from './row';
import { SerialQueue } from './serial-queue';

const pause = 400; // ms after which a draft is kept
const every = 3000; // ms between two words that one is writing

/** What somebody writes in a room: a draft, which outlives everything, perhaps as an answer and with files; or another text for a message of theirs. */
export class Writing {
	readonly attachments: Attachments;

	#room: string;
	#bridge: Bridge;
	#draft = $state('');
	#kept: string;
	#touched = false; // by whoever sits here: what they write is newer than what was kept
	#answers = $state.raw<Row | undefined>();
	#edits = $state.raw<Row | undefined>();
	#edited = $state('');
	#drafts = new SerialQueue();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#told = -Infinity;

	constructor(room: string, bridge: Bridge, draft: string) {
		this.#room = room;
		this.#bridge = bridge;
		this.#draft = this.#kept = draft;
		this.attachments = new Attachments(bridge);
	}

	get draft(): string {
		return this.#draft;
	}
	set draft(text: string) {
		this.#draft = text;
		this.#touched = true;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.keep(), pause);
	}

	/** Takes the draft that Go kept. */
	remember(draft: string): void {
		if (!this.#touched) this.#draft = this.#kept = draft;
	}

	/** Another person's window begins: what was written stays with whom it was kept for. */
	clear(): void {
		clearTimeout(this.#timer);
		this.#draft = this.#kept = this.#edited = '';
		this.#touched = false;
		this.#answers = this.#edits = undefined;
		this.attachments.clear();
	}

	/** What is in the field: the draft, or the new text of a message. */
	get text(): string {
		return this.#edits ? this.#edited : this.#draft;
	}
	set text(text: string) {
		if (this.#edits) this.#edited = text;
		else this.draft = text;
	}

	/** The message that the draft answers. */
	get answers(): Row | undefined {
		return this.#answers;
	}
	/** The message that gets another text. */
	get edits(): Row | undefined {
		return this.#edits;
	}

	answer(row: Row): void {
		this.#edits = undefined;
		this.#answers = row;
	}

	edit(row: Row): void {
		this.#edits = row;
		this.#edited = row.text;
	}

	/** Neither answers nor edits any more; the draft is what it was. */
	cancel(): void {
		if (this.#edits) this.#edits = undefined;
		else this.#answers = undefined;
	}

	/** Has the draft kept now, if it is not. */
	keep(): void {
		clearTimeout(this.#timer);
		if (this.#draft === this.#kept) return;
		const draft = (this.#kept = this.#draft);
		// If Go cannot keep it, it still is here until the window closes.
		this.#drafts.take(() => this.#bridge.setDraft(this.#room, draft)).catch(() => {});
	}

	/** Tells the others that one is writing; not for each letter. */
	tell(now = performance.now()): void {
		if (this.#edits || !this.#draft.trim() || now - this.#told < every) return;
		this.#told = now;
		this.#bridge.typing(this.#room).catch(() => {});
	}
}
