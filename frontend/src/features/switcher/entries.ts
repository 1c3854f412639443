import { canMessage, message } from '$lib/chat/direct';
import { called, isDirect, other } from '$lib/chat/rooms.svelte';
import type { Room } from '$lib/chat/room.svelte';
import type { Session } from '$lib/chat/session.svelte';
import { ranked } from '$lib/text/fuzzy';
import { nameKey } from '$lib/text/names';
import { asRoom, canBeRoom } from '$lib/text/room-name';

/** Where the switcher leads to. */
export type Entry =
	| { kind: 'room'; key: string; name: string; room: Room }
	| { kind: 'person'; key: string; name: string; room?: Room }
	| { kind: 'join' | 'make'; key: string; name: string };

/** As many as one looks through; whoever wants another one types more. */
const most = 50;

/** What fits what is typed, the best first; while nothing is typed, the rooms seen last. */
export function entries(session: Session, typed: string): Entry[] {
	const query = typed.trim();
	const known = [...rooms(session), ...strangers(session)];
	const sign = /^[#@]/.exec(query)?.[0];
	const wanted = known.filter((e) => !sign || (sign === '#') === (e.kind === 'room'));
	const fitting = ranked(query.replace(/^[#@]/, ''), wanted, (e) => e.name).slice(0, most);
	return fitting.length > 0 ? fitting : elsewhere(query);
}

/** Goes there. Rejects with a problem. */
export async function go(session: Session, entry: Entry): Promise<void> {
	const { bridge, rooms } = session;
	switch (entry.kind) {
		case 'room':
			return rooms.show(entry.room.name);
		case 'person':
			return entry.room ? rooms.show(entry.room.name) : message(session, entry.name);
		case 'join':
			await bridge.joinRoom(entry.name);
			break;
		case 'make':
			await bridge.openRoom(entry.name, '', false);
	}
	rooms.show(entry.name);
}

function rooms({ rooms, connection }: Session): Entry[] {
	const others = rooms.recent.filter((room) => room !== rooms.shown);
	// Where one is already is of least use.
	const all = rooms.shown.state.left ? others : [...others, rooms.shown];
	return all.map((room) => ({
		kind: isDirect(room.state) ? 'person' : 'room',
		key: room.name,
		name: called(room.state, connection.you),
		room,
	}));
}

/** Those who are here, and with whom there is no room yet. */
function strangers(session: Session): Entry[] {
	const { connection, people, rooms } = session;
	if (connection.state !== 'online') return [];
	const known = new Set(rooms.directs.map((room) => nameKey(other(room.state, connection.you))));
	return people.names
		.filter((name) => !known.has(nameKey(name)) && canMessage(session, name))
		.map((name) => ({ kind: 'person', key: `person ${name}`, name }));
}

/** A room that is not in the list: there may be one, or not. */
function elsewhere(query: string): Entry[] {
	const name = asRoom(query);
	if (!canBeRoom(name)) return [];
	return [
		{ kind: 'join', key: 'join', name },
		{ kind: 'make', key: 'make', name },
	];
}
