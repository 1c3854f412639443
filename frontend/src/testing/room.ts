import { FakeBridge, aRoom, aRow } from '$lib/bridge/fake';
import type { Change, PageAsk, RoomState, Row } from '$lib/bridge/bridge';
import { mostLoaded } from '$lib/chat/history.svelte';
import { Room } from '$lib/chat/room.svelte';

/** A bridge that has rows, as the archive does. */
export function archive(rows: Row[]) {
	const bridge = new FakeBridge();
	bridge.answers.page = async ({ before, after, around, limit }: PageAsk) => {
		let [from, to] = [rows.length - limit, rows.length];
		if (before) [from, to] = [rows.findIndex((r) => r.seq >= before) - limit, rows.findIndex((r) => r.seq >= before)];
		if (after)
			[from, to] = [
				rows.findLastIndex((r) => r.seq <= after) + 1,
				rows.findLastIndex((r) => r.seq <= after) + 1 + limit,
			];
		if (around)
			[from, to] = [around - limit / 2, around + limit / 2].map(
				(d) => rows.findIndex((r) => r.seq >= around) + d - around,
			);
		from = Math.max(0, from);
		return { rows: rows.slice(from, to), older: from > 0, newer: to < rows.length };
	};
	return bridge;
}
export const many = (n: number) =>
	Array.from({ length: n }, (_, i) => aRow({ key: `k${i + 1}`, seq: i + 1, text: `${i + 1}` }));

export async function open(rows: Row[] = [], state: Partial<RoomState> = {}) {
	const bridge = archive(rows);
	const room = new Room(aRoom({ seq: rows.at(-1)?.seq ?? 0, ...state }), bridge);
	await room.open();
	return { bridge, room };
}
export const texts = (room: Room) => room.rows.map((r) => r.text);
export const ends = (room: Room) => [room.rows[0].seq, room.rows.at(-1)!.seq, room.rows.length];
/** Loads what is above, until as much is loaded as may be. */
export async function fill(room: Room) {
	while (room.rows.length < mostLoaded) await room.loadOlder();
}
export const keyOf = (bridge: FakeBridge, n: number, type: Change['type'] = 'say') => bridge.changes(type)[n].id;
