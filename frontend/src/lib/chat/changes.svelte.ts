import type * as bridge from '$lib/bridge/bridge';
import { problem, type Bridge, type Part } from '$lib/bridge/bridge';
import { sameName } from '$lib/text/names';
import { newKey } from './key';
import type { Row } from './row';
import { SerialQueue } from './serial-queue';

/** What one does to a message. */
export type Doing =
	| { type: 'edit'; text: string; parts?: Part[] }
	| { type: 'retract' }
	| { type: 'react'; emoji: string; off: boolean; you: string }
	| { type: 'flag'; flag: string; off: boolean };

interface Change {
	key: string;
	row: Row;
	doing: Doing;
	/** Why it did not happen; empty while it may yet. */
	error: string;
	/** Whether Go has it, and hands it to the server. */
	kept: boolean;
}

/** What one has done to messages and the rows from Go do not show yet: the page shows it at once. */
export class Changes {
	#bridge: Bridge;
	#list = $state.raw<Change[]>([]); // in the order done
	#calls = new SerialQueue();

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	/** A row as it will be. */
	over(row: Row): Row {
		if (this.#list.length === 0) return row;
		const mine = this.#list.filter((c) => c.row.key === row.key);
		return mine.reduce((r, c) => (c.error ? { ...r, error: c.error } : done(r, c.doing)), row);
	}

	do(row: Row, doing: Doing): Promise<void> {
		const change = { key: newKey(), row, doing, error: '', kept: false };
		// Whoever does another thing to a message has read why the one before did not happen.
		this.#list = [...this.#list.filter((c) => c.row.key !== row.key || !c.error), change];
		if (doing.type === 'edit') void this.#read(change.key, doing.text);
		return this.#hand(change);
	}

	/** Tries again what did not happen to a row, under the keys it has. */
	async retry(row: Row): Promise<void> {
		const again = this.#list.filter((c) => c.row.key === row.key && c.error);
		for (const change of again) {
			this.#fail(change.key, '');
			await this.#hand(change);
		}
	}

	/** Forgets what did not happen to a row. */
	discard(row: Row): void {
		this.#list = this.#list.filter((c) => c.row.key !== row.key || !c.error);
	}

	refuse(key: string, reason: string): void {
		this.#fail(key, reason);
	}

	/** Go has said how a row is now: what shows in it is over. Of two things done to the same part of it the first comes first. */
	seen(row: Row): void {
		const unseen = new Set<string>();
		this.#list = this.#list.filter((c) => {
			if (c.row.key !== row.key || c.error) return true;
			const part = c.doing.type === 'react' ? c.doing.emoji : c.doing.type === 'flag' ? c.doing.flag : '';
			if (!unseen.has(part) && shows(row, c.doing)) return false;
			unseen.add(part);
			return true;
		});
	}

	/** The server has answered all that Go had: whatever the rows say now is how it is, also where it is not what was meant. */
	settled(): void {
		if (this.#list.some((c) => c.kept)) this.#list = this.#list.filter((c) => !c.kept || c.error);
	}

	clear(): void {
		this.#list = [];
	}

	#hand({ key, row, doing }: Change): Promise<void> {
		return this.#calls.take(async () => {
			// Forgotten while it stood in line, or done by another device.
			if (!this.#list.some((c) => c.key === key)) return;
			try {
				await this.#bridge.change(row.room, { ...asked(doing), id: key, target: row.key } as bridge.Change);
				this.#note(key, { kept: true });
			} catch (reason) {
				this.#fail(key, problem(reason).sentence);
			}
		});
	}

	// As for a message that is sent.
	async #read(key: string, text: string): Promise<void> {
		const written = await this.#bridge.parse(text).catch(() => undefined);
		if (written) this.#note(key, { doing: { type: 'edit', ...written } });
	}

	#fail(key: string, error: string): void {
		this.#note(key, { error });
	}

	#note(key: string, part: Partial<Change>): void {
		if (this.#list.some((c) => c.key === key))
			this.#list = this.#list.map((c) => (c.key === key ? { ...c, ...part } : c));
	}
}

const gone = (row: Row) => row.status === 'retracted' || row.status === 'removed';
const has = (row: Row, emoji: string) => row.reactions.some((r) => r.emoji === emoji && r.own);

/** Whether a message has a flag. */
export const hasFlag = (row: Row, flag: string) => row.flags?.includes(flag) ?? false;

/** What of it is asked of Go: the rest is for the page to show it at once. */
function asked(doing: Doing) {
	if (doing.type === 'edit') return { type: doing.type, text: doing.text };
	if (doing.type === 'react') return { type: doing.type, emoji: doing.emoji, off: doing.off };
	if (doing.type === 'flag') return { type: doing.flag, off: doing.off };
	return doing;
}

function shows(row: Row, doing: Doing): boolean {
	if (gone(row)) return true;
	if (doing.type === 'edit') return row.text === doing.text;
	if (doing.type === 'flag') return hasFlag(row, doing.flag) !== doing.off;
	return doing.type === 'react' && has(row, doing.emoji) !== doing.off;
}

function done(row: Row, doing: Doing): Row {
	if (gone(row)) return row;
	if (doing.type === 'edit') return { ...row, text: doing.text, parts: doing.parts, status: 'edited' };
	if (doing.type === 'retract')
		return { ...row, text: '', parts: undefined, files: undefined, status: 'retracted', reactions: [] };
	if (doing.type === 'flag') {
		const others = (row.flags ?? []).filter((f) => f !== doing.flag);
		return { ...row, flags: doing.off ? others : [...others, doing.flag] };
	}
	return { ...row, reactions: reacted(row, doing) };
}

function reacted({ reactions }: Row, { emoji, off, you }: Doing & { type: 'react' }): Row['reactions'] {
	const there = reactions.find((r) => r.emoji === emoji);
	if (!there) return off ? reactions : [...reactions, { emoji, names: [you], own: true }];
	if (there.own !== off) return reactions;
	const names = off ? there.names.filter((n) => !sameName(n, you)) : [...there.names, you];
	return reactions.flatMap((r) => (r !== there ? [r] : names.length > 0 ? [{ emoji, names, own: !off }] : []));
}
