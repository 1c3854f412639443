import { problem, type Bridge } from '$lib/bridge/bridge';
import { attached } from './attachments.svelte';
import type { Row } from './row';
import { SerialQueue } from './serial-queue';

/** What was written in a room and has no place yet: it waits for the server, or has failed. */
export class Outbox {
	#bridge: Bridge;
	#rows = $state.raw<Row[]>([]); // in the order written
	#sends = new SerialQueue();

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	get rows(): Row[] {
		return this.#rows;
	}

	/** Takes a row that waits, or what has become of one. */
	put(row: Row): void {
		if (row.seq > 0) return this.discard(row.key);
		const at = this.#rows.findIndex((r) => r.key === row.key);
		// The server may refuse it yet: then it is sent again with all that it brought.
		const { attachments } = this.#rows[at] ?? row;
		this.#rows = at < 0 ? [...this.#rows, row] : this.#rows.with(at, { ...row, attachments });
	}

	/** Shows a row at once and hands it to Go. Never rejects: a row that failed says so itself. */
	send(row: Row): Promise<void> {
		this.put(row);
		void this.#read(row);
		return this.#hand(row);
	}

	/** Hands a failed one over again, under the key it has: nobody gets it twice. */
	retry(row: Row): Promise<void> {
		this.#change(row.key, { state: 'waiting', error: undefined });
		return this.#hand(row);
	}

	/** One of these would not be taken. */
	refuse(key: string, reason: string): void {
		this.#change(key, { state: 'failed', error: reason });
	}

	discard(key: string): void {
		if (this.#rows.some((r) => r.key === key)) this.#rows = this.#rows.filter((r) => r.key !== key);
	}

	clear(): void {
		this.#rows = [];
	}

	// Go reads a text faster than its disk keeps one: what it is made of is here before anybody has seen it.
	async #read({ key, text }: Row): Promise<void> {
		const written = await this.#bridge.parse(text).catch(() => undefined);
		if (written && this.#rows.some((r) => r.key === key && r.text === text)) this.#change(key, written);
	}

	#hand({ room, key, text, reply_to, attachments }: Row): Promise<void> {
		return this.#sends.take(async () => {
			// Forgotten while it stood in line: who comes now is another server's.
			if (!this.#rows.some((r) => r.key === key)) return;
			try {
				const files = attachments?.length ? { attachments: attachments.map(attached) } : {};
				await this.#bridge.change(room, { type: 'say', id: key, text, ...(reply_to && { reply_to }), ...files });
			} catch (reason) {
				this.refuse(key, problem(reason).sentence);
			}
		});
	}

	#change(key: string, part: Partial<Row>): void {
		this.#rows = this.#rows.map((r) => (r.key === key ? { ...r, ...part } : r));
	}
}
