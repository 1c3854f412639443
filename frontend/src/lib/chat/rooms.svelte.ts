import type { Bridge, RoomState, Row } from '$lib/bridge/bridge';
import { sameName } from '$lib/text/names';
import { roomTitle } from '$lib/text/room-name';
import { order } from './people.svelte';
import { Room } from './room.svelte';
import { SerialQueue } from './serial-queue';

const lobby = 'lobby';

/** The rooms of this person on this server, and which of them is on the screen. */
export class Rooms {
	#bridge: Bridge;
	#hidden: (row: Pick<Row, 'from' | 'guest'>) => boolean;
	#onother: () => void;
	#all = $state.raw<Room[]>([]);
	#shown = $state(lobby);
	#shows = $state(0);
	#recent = $state.raw<string[]>([]); // names, the one shown last first
	#front = $state(false);
	#looks = new SerialQueue();

	/**
	 * `hidden` says which messages are no news. `onother` is called when somebody goes to another room, and not when
	 * a room that is left gives way.
	 */
	constructor(
		bridge: Bridge,
		hidden: (row: Pick<Row, 'from' | 'guest'>) => boolean = () => false,
		onother: () => void = () => {},
	) {
		this.#onother = onother;
		this.#bridge = bridge;
		this.#hidden = hidden;
		this.#all = [new Room(nothingSaid(lobby), bridge, hidden)];
	}

	/** Every room that is known, also those that one is in no more. */
	get all(): Room[] {
		return this.#all;
	}

	/** Those that one is in: the lobby first, then by name. */
	readonly list = $derived(
		this.#all
			.filter((r) => !r.state.left && !isDirect(r.state))
			.toSorted((a, b) => Number(b.name === lobby) - Number(a.name === lobby) || order(a.name, b.name)),
	);

	/** Those of two, the one in which something was said last first. */
	readonly directs = $derived(
		this.#all.filter((r) => !r.state.left && isDirect(r.state)).toSorted((a, b) => time(b) - time(a)),
	);

	/** All that one is in, the ones seen last first, then those in which something was said last. */
	readonly recent = $derived(
		[...this.list, ...this.directs].toSorted((a, b) => this.#seen(a) - this.#seen(b) || time(b) - time(a)),
	);

	/** What nobody has read, of the rooms that one wants to hear of. */
	readonly unread = $derived(sum([...this.list, ...this.directs].map((r) => (isQuiet(r.state) ? 0 : r.state.unread))));

	/** The one on the screen. */
	get shown(): Room {
		return this.byName(this.#shown) ?? this.#all[0];
	}

	/** How often somebody has gone to a room, be it the same one again: then the cursor belongs there. */
	get shows(): number {
		return this.#shows;
	}

	/** Whether somebody can see the window. */
	get front(): boolean {
		return this.#front;
	}

	set front(front: boolean) {
		if (front === this.#front) return;
		this.#front = front;
		if (this.#shows > 0) this.#look(); // before that Go knows better which room is to be shown
	}

	byName(name: string): Room | undefined {
		return this.#all.find((r) => r.name === name);
	}

	/** Takes how a room stands. Left while it is on the screen, it gives way to the lobby. */
	apply(state: RoomState): void {
		const room = this.#know(state.name);
		const leaves = state.left && !room.state.left;
		// The newest of a room is never older than before: this is another room, which has the name now.
		const another = state.seq < room.state.seq;
		if (another) room.clear();
		room.apply(state);
		this.#all = [...this.#all]; // its place in the lists may be another
		if (leaves && room === this.shown) this.#put(lobby);
		else if (another && room === this.shown) void room.open();
	}

	applyRow(row: Row): void {
		this.#know(row.room).applyRow(row);
	}

	/** The room to show once there is something to show. */
	remember(name: string): void {
		if (name) this.#shown = this.#know(name).name;
	}

	/** Puts a room on the screen, at its newest or at a place in it. */
	show(name: string, seq = 0): void {
		if (name !== this.shown.name) this.#onother();
		this.#put(name, seq);
	}

	#put(name: string, seq = 0): void {
		const room = this.#know(name);
		this.#shown = name;
		this.#recent = [name, ...this.#recent.filter((n) => n !== name)];
		this.#shows++;
		this.#look();
		void (seq > 0 ? room.jumpTo(seq) : room.open());
	}

	/** Goes to the next (1) or previous (-1) room as the sidebar has them, round and round. */
	next(direction: 1 | -1, unreadOnly = false): void {
		const rooms = [...this.list, ...this.directs];
		const here = rooms.indexOf(this.shown);
		for (let i = 1; i <= rooms.length; i++) {
			const from = here < 0 && direction < 0 ? rooms.length : here;
			const room = rooms.at((from + i * direction + rooms.length) % rooms.length)!;
			if (room === this.shown || (unreadOnly && !wants(room.state))) continue;
			return this.show(room.name);
		}
	}

	/** All that is here of a room has been read. Rejects with a problem. */
	async markRead(room: Room): Promise<void> {
		room.unread.release();
		if (room.state.unread > 0) await this.#bridge.read(room.name, room.state.seq);
	}

	/** Everything so far is of another person or server. */
	clear(): void {
		for (const room of this.#all) room.clear();
		const first = this.#all[0];
		first.apply(nothingSaid(lobby));
		this.#all = [first];
		this.#shown = lobby;
		this.#recent = [];
	}

	#know(name: string): Room {
		const known = this.byName(name);
		if (known) return known;
		const room = new Room(nothingSaid(name), this.#bridge, this.#hidden);
		this.#all = [...this.#all, room];
		return room;
	}

	#seen(room: Room): number {
		const at = this.#recent.indexOf(room.name);
		return at < 0 ? this.#recent.length : at;
	}

	#look(): void {
		const [room, front] = [this.shown.name, this.#front];
		this.#looks.take(() => this.#bridge.look(room, front)).catch(() => {}); // then Go notifies more than it has to
	}
}

/** Whether it is a room of two. */
export function isDirect(state: RoomState): boolean {
	return state.with.length === 2;
}

/** The other one in a room of two. */
export function other(state: RoomState, you: string): string {
	return state.with.find((name) => !sameName(name, you)) ?? state.with[0] ?? '';
}

/** What a room is called by people: its name, with a word if it has ended, or in a room of two the other one's. */
export function called(state: RoomState, you: string): string {
	return isDirect(state) ? other(state, you) : roomTitle(state.name);
}

/** Whether one wants to hear nothing of it. */
export function isQuiet(state: RoomState): boolean {
	return state.notify === 'nothing';
}

/** Whether there is something in it that one wants to hear of. */
function wants(state: RoomState): boolean {
	return isQuiet(state) ? state.mentions > 0 : state.unread > 0;
}

const time = (room: Room) => room.state.at;
const sum = (numbers: number[]) => numbers.reduce((all, n) => all + n, 0);

/** A room of which Go has not said anything yet: everybody is in the lobby, and in no other until it says so. */
function nothingSaid(name: string): RoomState {
	return {
		name,
		topic: '',
		members: 0,
		private: false,
		with: [],
		left: name !== lobby,
		seq: 0,
		at: 0,
		read: 0,
		unread: 0,
		mentions: 0,
		draft: '',
		notify: 'mentions',
	};
}
