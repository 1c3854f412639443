import type { Bridge, Refusal, RoomState, RowPart } from '$lib/bridge/bridge';
import { sentenceOf } from '$lib/text/problem';
import { waitingFile } from './attachments.svelte';
import { Changes, hasFlag } from './changes.svelte';
import { History, type End } from './history.svelte';
import { newKey } from './key';
import { Outbox } from './outbox.svelte';
import type { Row } from './row';
import { Typing } from './typing.svelte';
import { Unread } from './unread.svelte';
import { View } from './view.svelte';
import { Writing } from './writing.svelte';

export type { Row } from './row';

/** One room as this window knows it: how it stands, the stretch of its rows that is loaded, and what is being written in it. */
export class Room {
	readonly name: string;
	readonly writing: Writing;
	readonly view = new View();
	readonly unread: Unread;

	#hidden: (row: Pick<Row, 'from' | 'guest'>) => boolean;
	#state = $state.raw<RoomState>()!;
	#history: History;
	#outbox: Outbox;
	#changes: Changes;
	#typing = new Typing();
	#top: number; // the newest place there was: what comes behind it is new, the rest a change
	#shown = false; // it was, at least once

	/** What is loaded, and behind that what waits, if it reaches that far. */
	readonly rows: Row[] = $derived.by(() => {
		const placed = this.#history.rows.map((row) => this.#changes.over(row));
		return this.#history.atNewest || !this.#history.loaded ? [...placed, ...this.#outbox.rows] : placed;
	});
	/** The key of the row that the line above what is new is drawn before, or empty. */
	readonly firstUnread: string = $derived.by(() => this.unread.first(this.rows, !this.#history.older));

	/** `hidden` says which messages are no news. */
	constructor(state: RoomState, bridge: Bridge, hidden: (row: Pick<Row, 'from' | 'guest'>) => boolean = () => false) {
		this.#hidden = hidden;
		this.name = state.name;
		this.#state = state;
		this.#top = state.seq;
		this.writing = new Writing(state.name, bridge, state.draft);
		this.#outbox = new Outbox(bridge);
		this.#changes = new Changes(bridge);
		this.unread = new Unread(state.name, bridge, state.read);
		this.#history = new History(state.name, bridge, (rows) => {
			for (const row of rows) this.#know(row);
			this.#top = Math.max(this.#top, rows.at(-1)?.seq ?? 0);
		});
	}

	get state(): RoomState {
		return this.#state;
	}
	get draft(): string {
		return this.writing.draft;
	}
	set draft(text: string) {
		this.writing.draft = text;
	}
	/** Who is writing. */
	get typing(): string[] {
		return this.#typing.names;
	}
	get older(): boolean {
		return this.#history.older;
	}
	get atNewest(): boolean {
		return this.#history.atNewest;
	}
	get loaded(): boolean {
		return this.#history.loaded;
	}
	get loading(): boolean {
		return this.#history.busy;
	}
	/** Why rows could not be loaded: a sentence, or empty. */
	get error(): string {
		return this.#history.error;
	}

	/** Takes how the room stands now. */
	apply(state: RoomState): void {
		const unknown = this.#state.seq === 0;
		this.#state = state;
		if (!this.#history.loaded) this.#top = Math.max(this.#top, state.seq);
		if (state.draft) this.writing.remember(state.draft); // it is said once
		this.unread.apply(state.read);
		// It may be shown before anything is known of it.
		if (unknown && this.#shown) this.unread.opened(state.unread);
	}

	/** Takes a row that is new, or another now. Arrival order means nothing; its place does. */
	applyRow(row: Row): void {
		this.#know(row);
		if (row.seq === 0) return;
		const news = row.seq > this.#top && row.kind !== 'gap';
		if (news) {
			this.#top = row.seq;
			this.#typing.over(row.from);
			if (row.kind === 'message' && !row.own && !this.#hidden(row)) this.view.heard();
		}
		this.#history.put(row);
		// Nobody loses what they read, however much is said meanwhile.
		this.#history.letGo(this.#far);
	}

	/** Takes what is another of a row: whoever loads it later gets all of it. */
	applyPart(part: RowPart): void {
		const row = this.#history.putPart(part);
		if (row) this.#changes.seen(row);
	}

	/** Somebody says they are writing. */
	applyTyping(from: string): void {
		this.#typing.put(from);
	}

	/** The server would not take something of ours, perhaps in another room. */
	refuse({ key, reason }: Refusal): void {
		this.#outbox.refuse(key, sentenceOf(reason));
		this.#changes.refuse(key, sentenceOf(reason));
	}

	/** The server has answered everything. */
	settled(): void {
		this.#changes.settled();
	}

	/** The room is shown. */
	async open(): Promise<void> {
		this.#shown = true;
		this.unread.opened(this.#state.unread);
		if (!this.#history.loaded && !this.#history.busy) await this.#history.newest();
	}

	/** Another room is shown. Whoever comes back is at the newest, not where they jumped to before. */
	close(): void {
		this.unread.away();
		this.view.arrived();
		if ((this.#history.loaded && !this.#history.atNewest) || this.#history.busy) this.#history.clear();
	}

	/** Loads the newest rows, if they are not, and counts as reading there. */
	async toNewest(): Promise<void> {
		this.unread.release();
		this.unread.noted();
		this.view.arrived();
		if (this.#history.atNewest) this.#history.giveUp();
		else await this.#history.newest();
	}

	/** Loads what is around a place, if it is not; the timeline goes there. */
	async jumpTo(seq: number): Promise<void> {
		const rows = this.#history.rows;
		const here = rows.length > 0 && rows[0].seq <= seq && seq <= rows.at(-1)!.seq;
		// Whoever has gone elsewhere meanwhile, or cannot be brought there, stays where they are.
		if (!here && !(await this.#history.around(seq))) return;
		this.view.goTo(seq);
	}

	/** Goes to where what is new begins. */
	toUnread(): Promise<void> {
		return this.jumpTo(this.unread.from + 1);
	}

	loadOlder(): Promise<void> {
		return this.#history.loadOlder(() => this.#far);
	}

	loadNewer(): Promise<void> {
		return this.#history.loadNewer();
	}

	/** Asks again for the rows that a gap stands for. */
	fill(gap: Row): Promise<void> {
		return this.#history.fill(gap);
	}

	/** Somebody looks at the newest row: soon it counts as read. */
	readToEnd(): void {
		this.unread.look(this.#history.rows.at(-1)?.seq ?? 0);
	}

	markUnread(row: Row): Promise<void> {
		return this.unread.mark(row).catch(() => {});
	}

	/** Shows text and what is attached at once and hands it to Go, as an answer to whatever is being answered. */
	async send(text: string): Promise<void> {
		const answers = this.writing.answers;
		const attachments = this.writing.attachments.take();
		this.writing.cancel();
		this.unread.answered();
		const sent = this.#outbox.send({
			...this.#blank(text),
			reply_to: answers?.key ?? '',
			quote: answers ? quote(answers) : null,
			...(attachments.length > 0 && { attachments, files: attachments.map(waitingFile) }),
		});
		await Promise.all([sent, this.toNewest()]);
	}

	/** Gives a message of one's own another text. */
	edit(row: Row, text: string): Promise<void> {
		return text === row.text ? Promise.resolve() : this.#changes.do(row, { type: 'edit', text });
	}

	retract(row: Row): Promise<void> {
		return this.#changes.do(row, { type: 'retract' });
	}

	/** Puts a reaction to a message, or takes one's own back. */
	react(row: Row, emoji: string, you: string): Promise<void> {
		const off = row.reactions.some((r) => r.emoji === emoji && r.own);
		return this.#changes.do(row, { type: 'react', emoji, off, you });
	}

	/** Sets a flag on a message, or clears it. */
	flag(row: Row, flag: string): Promise<void> {
		return this.#changes.do(row, { type: 'flag', flag, off: hasFlag(row, flag) });
	}

	/** Tries again what failed: the message, or what was done to it. */
	retry(row: Row): Promise<void> {
		return row.state === 'failed' ? this.#outbox.retry(row) : this.#changes.retry(row);
	}

	/** Puts a failed message back where it was written, before what is being written now. */
	rewrite(row: Row): void {
		this.#forget(row);
		this.writing.attachments.restore(row.attachments ?? []);
		if (row.text) this.draft = this.draft ? `${row.text}\n${this.draft}` : row.text;
	}

	/** Forgets what failed, which nobody but this page knows. */
	discard(row: Row): void {
		this.writing.attachments.forget(row.attachments ?? []);
		this.#forget(row);
	}

	#forget(row: Row): void {
		if (row.state === 'failed') this.#outbox.discard(row.key);
		else this.#changes.discard(row);
	}

	/** The last message of one's own, to be edited; none while it is not on the server. */
	get lastOwn(): Row | undefined {
		const last = this.rows.findLast((r) => r.own && r.kind === 'message' && (r.status === '' || r.status === 'edited'));
		return last && last.seq > 0 ? last : undefined;
	}

	/** Forgets what was said, not what is being written. */
	clear(): void {
		this.#history.clear();
		this.#outbox.clear();
		this.#changes.clear();
		this.#typing.clear();
		this.unread.clear();
		this.writing.clear();
		this.#top = 0;
		this.#shown = false;
		this.view.clear();
	}

	// The end of what is loaded that is farther from whoever reads.
	get #far(): End {
		return this.view.following ? 'oldest' : 'newest';
	}

	// Whatever way a row comes, what waits for it is over.
	#know(row: Row): void {
		// Late news of one that has its place already.
		if (row.seq === 0 && this.#history.rows.some((r) => r.key === row.key)) return;
		this.#outbox.put(row);
		this.#changes.seen(row);
	}

	#blank(text: string): Row {
		return {
			...{ key: newKey(), seq: 0, room: this.name, kind: 'message', at: Date.now(), from: '' },
			...{ own: true, text, state: 'waiting', status: '', by: '', quote: null, reactions: [], mention: false },
		};
	}
}

const quote = ({ key, seq, from, text, status, files }: Row) => ({
	...{ key, seq, from, text: text.slice(0, 200), status },
	...(files && { files }),
});
