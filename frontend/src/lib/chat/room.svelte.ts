import { problem, type Bridge, type Change, type Message, type MessageState, type Refusal } from '$lib/bridge/bridge';
import { newKey } from './key';

/** A message as the timeline draws it. */
export interface Row extends Omit<Message, 'state'> {
	/** Failed is one that Go or the server would not take; nobody but this page knows it. */
	state: MessageState | 'failed';
	/** Why, as a sentence with a next step. */
	error?: string;
	/** Its author has given it another text or taken it back, or a moderator has removed it. */
	fate?: 'edited' | 'retracted' | 'removed';
	/** Who removed it, and why. */
	removal?: { by: string; reason: string };
}

/** One room as this window knows it: what the server has placed, then what it has not. */
export class Room {
	readonly name: string;
	/** What is being written; it outlives every state of the connection. */
	draft = $state('');
	/** Whether nobody is looking: then what arrives counts as unread. */
	away = false;

	#bridge: Bridge;
	#placed = $state.raw<Row[]>([]); // by seq, no doubles
	#waiting = $state.raw<Row[]>([]); // in the order written
	#keys = new Set<string>(); // of #placed: most messages are new, and then need no search
	#changes = new Map<string, Change>(); // what counts of the changes of each message, by its key
	#sending: Promise<void> = Promise.resolve(); // the end of the chain of sends
	#unread = $state(0);
	#firstUnread = $state('');

	readonly rows = $derived([...this.#placed, ...this.#waiting]);

	constructor(name: string, bridge: Bridge) {
		this.name = name;
		this.#bridge = bridge;
	}

	/** How many messages came while nobody looked. */
	get unread(): number {
		return this.#unread;
	}

	/** The key of the first message that came while nobody looked: it stays until the next absence. */
	get firstUnread(): string {
		return this.#firstUnread;
	}

	/** Takes a message from Go. Arrival order means nothing; seq does. */
	apply(m: Message): void {
		const known = this.#keys.has(m.key);
		if (m.state === 'waiting') {
			if (!known) this.#wait(m);
			return;
		}
		this.#waiting = this.#waiting.filter((w) => w.key !== m.key);
		const others = known ? this.#placed.filter((p) => p.key !== m.key) : this.#placed;
		const at = others.findLastIndex((p) => p.seq <= m.seq);
		this.#placed = others.toSpliced(at + 1, 0, changed(m, this.#changes.get(m.key)));
		this.#keys.add(m.key);
		if (this.away && !known && !m.own) this.#count(m);
	}

	/** Takes a change of a message, which may come before or after the message. */
	change(c: Change): void {
		if (!weight.has(c.type)) return;
		const before = this.#changes.get(c.target);
		if (before && !outweighs(c, before)) return;
		this.#changes.set(c.target, c);
		if (this.#keys.has(c.target)) this.#placed = this.#placed.map((p) => (p.key === c.target ? changed(p, c) : p));
	}

	/** The server would not take a message of ours. */
	refuse({ key, reason }: Refusal): void {
		this.#change(key, { state: 'failed', error: reason });
	}

	/** Shows text at once and hands it to Go. Never rejects: a row that failed says so itself. */
	send(text: string): Promise<void> {
		const row: Row = {
			key: newKey(),
			seq: 0,
			room: this.name,
			at: new Date().toISOString(),
			from: '',
			guest: false,
			text,
			re: '',
			own: true,
			state: 'waiting',
		};
		this.#wait(row);
		this.#firstUnread = '';
		return this.#hand(row);
	}

	/** Hands a failed message over again, under the key it has: nobody gets it twice. */
	retry(row: Row): Promise<void> {
		this.#change(row.key, { state: 'waiting', error: undefined });
		return this.#hand(row);
	}

	/** Puts a failed message back where it was written, before what is being written now. */
	rewrite(row: Row): void {
		this.discard(row);
		this.draft = this.draft ? `${row.text}\n${this.draft}` : row.text;
	}

	/** Forgets a failed message, which nobody but this page knows. */
	discard(row: Row): void {
		this.#waiting = this.#waiting.filter((w) => w.key !== row.key);
	}

	/** Somebody looks again. */
	looked(): void {
		this.away = false;
		this.#unread = 0;
	}

	/** Nobody looks any more. */
	lookedAway(): void {
		this.away = true;
		if (this.#unread === 0) this.#firstUnread = '';
	}

	/** Forgets what was said, not what is being written. */
	clear(): void {
		this.#placed = [];
		this.#waiting = [];
		this.#keys.clear();
		this.#changes.clear();
		this.#unread = 0;
		this.#firstUnread = '';
	}

	#wait(row: Row): void {
		const at = this.#waiting.findIndex((w) => w.key === row.key);
		this.#waiting = at < 0 ? [...this.#waiting, row] : this.#waiting.with(at, row);
	}

	// Each bound call runs in its own goroutine, so two at once may swap. The
	// next waits for the one before, however that ends.
	#hand(row: Row): Promise<void> {
		this.#sending = this.#sending.then(async () => {
			try {
				await this.#bridge.send(this.name, row.key, row.text);
			} catch (reason) {
				this.#change(row.key, { state: 'failed', error: problem(reason).sentence });
			}
		});
		return this.#sending;
	}

	// A message that is sent stays sent, whatever its call came to.
	#change(key: string, part: Partial<Row>): void {
		const change = (r: Row) => (r.key === key && r.state !== 'sent' ? { ...r, ...part } : r);
		this.#placed = this.#placed.map(change);
		this.#waiting = this.#waiting.map(change);
	}

	#count(m: Message): void {
		this.#unread++;
		this.#firstUnread ||= m.key;
	}
}

// What is taken back stays so whatever its author does next, and what a moderator removed whatever anybody does.
const weight = new Map([
	['edit', 0],
	['retract', 1],
	['remove', 2],
]);

/** Whether c counts and not before: of two edits the later one, of two others the first. */
function outweighs(c: Change, before: Change): boolean {
	const heavier = weight.get(c.type)! - weight.get(before.type)!;
	if (heavier !== 0) return heavier > 0;
	return c.type === 'edit' ? c.seq > before.seq : c.seq < before.seq;
}

/** A message as a change has left it. */
function changed(row: Row, change: Change | undefined): Row {
	switch (change?.type) {
		case 'edit':
			return { ...row, text: change.text, fate: 'edited' };
		case 'retract':
			return { ...row, text: '', fate: 'retracted' };
		case 'remove':
			return { ...row, text: '', fate: 'removed', removal: { by: change.from, reason: change.reason } };
		default:
			return row;
	}
}
