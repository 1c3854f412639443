import { sameName } from './names';
import { sameDay } from './time';

interface Thing {
	key: string;
	kind: string;
	at: number;
	from: string;
	guest?: boolean;
	own: boolean;
	/** 0 while it waits, and until then nobody has said whose it is. */
	seq: number;
}

/** What stands in the timeline, and what stands above it. */
export interface Entry<R extends Thing> {
	key: string;
	kind: 'message' | 'notice' | 'gap';
	/** One message or gap, or all that happened between two of them. */
	rows: R[];
	/** Whether a message begins what its author says in one go: then who and when stands with it. */
	first: boolean;
	/** Whether a new day begins here. */
	newDay: boolean;
	/** Whether what nobody has seen begins here. */
	unread: boolean;
}

const oneGo = 5 * 60 * 1000;

/**
 * Puts together what belongs together: messages of one author, on one day, within five minutes of the first of
 * them; and whatever else happens in a row. What has not changed since `before` is the same object as there, so
 * that it need not be drawn again.
 */
export function group<R extends Thing>(rows: R[], firstUnread = '', before: Entry<R>[] = []): Entry<R>[] {
	const entries: Entry<R>[] = [];
	let begun: R | undefined; // the message that began what is said in one go
	for (const [i, row] of rows.entries()) {
		const newDay = i === 0 || !sameDay(rows[i - 1].at, row.at);
		const unread = row.key === firstUnread;
		const kind = row.kind === 'message' || row.kind === 'gap' ? row.kind : 'notice';
		const last = entries.at(-1);
		if (kind === 'notice' && last?.kind === 'notice' && !newDay && !unread) {
			last.rows.push(row);
			continue;
		}
		const goesOn = last?.kind === 'message' && begun && oneAuthor(begun, row) && inOneGo(begun, row);
		const first = kind === 'message' && (newDay || unread || !goesOn);
		if (first) begun = row;
		entries.push({ key: row.key, kind, rows: [row], first, newDay, unread });
	}
	const known = new Map(before.map((e) => [e.key, e]));
	return entries.map((entry) => {
		const same = known.get(entry.key);
		return same && isSame(same, entry) ? same : entry;
	});
}

function isSame<R extends Thing>(a: Entry<R>, b: Entry<R>): boolean {
	const flags = a.kind === b.kind && a.first === b.first && a.newDay === b.newDay && a.unread === b.unread;
	return flags && a.rows.length === b.rows.length && a.rows.every((row, i) => row === b.rows[i]);
}

const inOneGo = (a: Thing, b: Thing) => Math.abs(b.at - a.at) < oneGo;

/** A guest and somebody with a key are two, whatever they are called. */
function oneAuthor(a: Thing, b: Thing): boolean {
	if (a.own !== b.own) return false;
	if (a.own && (a.seq === 0 || b.seq === 0)) return true;
	return !a.guest === !b.guest && (a.own || sameName(a.from, b.from));
}
