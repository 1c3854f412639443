import type { Bridge } from '$lib/bridge/bridge';
import type { Row } from './row';

const pause = 300; // ms that one has to look at a message

/** How far somebody has read in a room, and where what was new to them began. */
export class Unread {
	#room: string;
	#bridge: Bridge;
	#from = $state(Infinity); // what is behind this place is new; before anything was read nothing was
	#missed = $state(0);
	#read: number;
	#seen = 0;
	#held = false; // marked as unread by hand: looking at it does not count
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(room: string, bridge: Bridge, read: number) {
		this.#room = room;
		this.#bridge = bridge;
		this.#read = read;
	}

	/** Takes how far Go says it was read: on another device, or here, and back if it was marked. */
	apply(read: number): void {
		this.#read = read;
	}

	/** The room is shown: if something in it is not read, that is what is new. */
	opened(unread: number): void {
		this.#held = false;
		this.#from = (unread > 0 && this.#read) || Infinity;
		this.looked(unread);
	}

	/** The place behind which everything is new; there is none if that is infinite. */
	get from(): number {
		return this.#from;
	}

	/** How many messages were new when the room was shown, as long as nobody has seen where they begin. */
	get missed(): number {
		return this.#missed;
	}

	/** Somebody has seen where what is new begins, or does not mean to. */
	noted(): void {
		this.#missed = 0;
	}

	/** Somebody looks again. */
	looked(unread: number): void {
		this.#missed = this.#from < Infinity ? unread : 0;
	}

	/** Nobody looks any more: what comes now is new to whoever looks next. */
	away(): void {
		this.#stop();
		this.#from = this.#read || Infinity;
		this.#missed = 0;
	}

	/** Whoever answers has seen what was new, and means to. */
	answered(): void {
		this.#from = Infinity;
		this.#missed = 0;
		this.#held = false;
	}

	/** Somebody looks at the end, where the newest row is: soon it counts as read. */
	look(newest: number): void {
		this.#seen = newest;
		if (this.#held || newest <= this.#read) return this.#stop();
		// What comes meanwhile must not put it off.
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			const read = this.#seen;
			this.#read = Math.max(this.#read, read);
			this.#bridge.read(this.#room, read).catch(() => {});
		}, pause);
	}

	/** What was marked by hand counts as read again, if somebody looks. */
	release(): void {
		this.#held = false;
	}

	/** From a message on everything is unread again, until the room is left. */
	mark(row: Row): Promise<void> {
		this.#stop();
		this.#held = true;
		this.#from = row.seq - 1;
		return this.#bridge.markUnread(this.#room, row.seq);
	}

	clear(): void {
		this.#stop();
		this.#from = Infinity;
		this.#missed = 0;
	}

	/** The key of the first row that is new, if it is among these: they may begin behind it. */
	first(rows: Row[], complete: boolean): string {
		const from = this.#from;
		if (from === Infinity || (!complete && (rows[0]?.seq ?? 0) > from)) return '';
		// Own ones are new only to whoever marked one.
		return rows.find((r) => r.kind === 'message' && r.seq > from && (!r.own || this.#held))?.key ?? '';
	}

	#stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}
}
