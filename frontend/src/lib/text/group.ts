import { sameDay } from './time';

interface Said {
	key: string;
	at: string;
	from: string;
	guest: boolean;
	own: boolean;
	/** 0 while it waits, and until then nobody has said whose it is. */
	seq: number;
}

/** Messages one author wrote in one go, and what stands above them. */
export interface Group<R extends Said> {
	key: string;
	/** Whether a new day begins here. */
	newDay: boolean;
	/** Whether what nobody has seen begins here. */
	unread: boolean;
	rows: R[];
}

const oneGo = 5 * 60 * 1000;

/** Puts together what belongs together: same author, same day, within five minutes of the group's first message. */
export function group<R extends Said>(rows: R[], firstUnread = ''): Group<R>[] {
	const groups: Group<R>[] = [];
	let before: R | undefined;
	for (const row of rows) {
		const newDay = !before || !sameDay(before.at, row.at);
		const unread = row.key === firstUnread;
		const last = groups.at(-1);
		if (last && !newDay && !unread && oneAuthor(last.rows[0], row) && inOneGo(last.rows[0], row)) last.rows.push(row);
		else groups.push({ key: row.key, newDay, unread, rows: [row] });
		before = row;
	}
	return groups;
}

const inOneGo = (a: Said, b: Said) => Math.abs(Date.parse(b.at) - Date.parse(a.at)) < oneGo;

/** A guest and somebody with a key are two, whatever they are called. */
function oneAuthor(a: Said, b: Said): boolean {
	if (a.own !== b.own) return false;
	if (a.own && (a.seq === 0 || b.seq === 0)) return true;
	return a.guest === b.guest && (a.own || a.from === b.from);
}
