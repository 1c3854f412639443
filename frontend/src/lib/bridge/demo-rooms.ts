import { aRoom, aRow, refusal, type FakeBridge } from './fake';
import type { Change, Status, Notify, PageAsk, RoomState, Row } from './bridge';

type Say = Extract<Change, { type: 'say' }>;
type Edit = Extract<Change, { type: 'edit' }>;
type Retract = Extract<Change, { type: 'retract' }>;

/** The rooms of the demo, and all that was ever said in them. */
export interface DemoRooms {
	you: string;
	answers: FakeBridge['answers'];
	add(room: RoomState): void;
	say(row: Row): void;
	/** Changes what has become of a message. */
	status(key: string, status: Status, part?: Partial<Row>): void;
}

/** Makes them. What changes in them is told by the bridge. */
export function demoRooms(bridge: FakeBridge): DemoRooms {
	const rooms = new Map<string, RoomState>();
	const said: Row[] = [];
	const demo: DemoRooms = { you: '', answers: {}, add, say, status };

	function add(room: RoomState): void {
		rooms.set(room.name, room);
		bridge.emit({ room });
	}

	function change(name: string, part: Partial<RoomState>): void {
		const room = rooms.get(name);
		if (room) add({ ...room, ...part });
	}

	function say(row: Row): void {
		said.push(row);
		bridge.emit({ row });
		change(row.room, { seq: row.seq, at: row.at, ...(row.own ? { read: row.seq } : {}) });
		count(row.room);
	}

	function status(key: string, become: Status, part: Partial<Row> = {}): void {
		const at = said.findIndex((row) => row.key === key);
		if (at < 0) return;
		said[at] = { ...said[at], status: become, ...part };
		bridge.emit({ row: said[at] });
	}

	function count(name: string): void {
		const read = rooms.get(name)?.read ?? 0;
		const unread = said.filter((row) => row.room === name && row.seq > read && !row.own);
		change(name, { unread: unread.length, mentions: unread.filter((row) => row.mention).length });
	}

	function page({ room, before, after, around, limit }: PageAsk) {
		const all = said.filter((row) => row.room === room);
		const upTo = before ? all.filter((row) => row.seq < before) : all;
		const rows = after ? all.filter((row) => row.seq > after).slice(0, limit) : around ? all : upTo.slice(-limit);
		const newest = all.at(-1);
		return { rows, older: rows[0] !== all[0] && rows.length > 0, newer: rows.length > 0 && rows.at(-1) !== newest };
	}

	function search(query: string, room: string) {
		const words = query.toLowerCase().split(/\s+/);
		const fitting = said.filter(
			(r) => (!room || r.room === room) && words.every((w) => r.text.toLowerCase().includes(w)),
		);
		const hits = fitting.toReversed().map(({ key, seq, room, at, from, guest = false, text }) => {
			const begin = text.toLowerCase().indexOf(words[0]);
			return { key, seq, room, at, from, guest, text, marks: [[begin, begin + words[0].length]] as [number, number][] };
		});
		return { hits, before: 0 };
	}

	function enter(room: RoomState): Promise<void> {
		add(room);
		say(aRow({ room: room.name, kind: 'open', from: demo.you, own: true, text: '', topic: room.topic }));
		return Promise.resolve();
	}

	demo.answers = {
		page: async (ask: PageAsk) => page(ask),
		search: async (query: string, room: string) => search(query, room),
		say: async (room: string, { id, text, reply_to }: Say) => {
			say(aRow({ room, key: id, text, reply_to, from: demo.you, own: true }));
			setTimeout(() => say(aRow({ room, text: `“${text}”, you say?` })), 900);
		},
		edit: async (_room: string, { target, text }: Edit) => status(target, 'edited', { text }),
		retract: async (_room: string, { target }: Retract) => status(target, 'retracted', { text: '' }),
		read: async (room: string, seq: number) => {
			change(room, { read: seq });
			count(room);
		},
		setNotify: async (room: string, notify: Notify) => change(room, { notify }),
		setTopic: async (room: string, topic: string) => change(room, { topic }),
		openRoom: (name: string, topic: string, isPrivate: boolean) =>
			rooms.has(name) ? refusal('room-exists') : enter(aRoom({ name, topic, members: 1, private: isPrivate })),
		listRooms: async (search: string) => ({
			rooms: [...rooms.values()]
				.filter((r) => !r.private && r.name !== 'lobby' && `${r.name} ${r.topic}`.includes(search))
				.map(({ name, topic, members, at }) => ({ name, topic, members, at })),
			after: '',
		}),
		joinRoom: (name: string) => (rooms.has(name) ? enter({ ...rooms.get(name)!, left: false }) : refusal('no-room')),
		leaveRoom: async (name: string) => change(name, { left: true }),
		direct: async (name: string) => {
			const room = `@${[demo.you, name].toSorted().join(',')}`;
			if (!rooms.has(room)) add(aRoom({ name: room, with: [demo.you, name], private: true }));
			return room;
		},
	};
	return demo;
}
