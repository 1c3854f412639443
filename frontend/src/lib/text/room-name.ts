import { t } from './message';

import { characters } from './count';

/** How long a room's name and its topic may be, in characters. */
export const mostName = 64;
export const mostTopic = 300;

/** Whether a room can have this name: small letters and digits of any script, - and _, beginning with a letter or digit, and nothing invisible. */
export function canBeRoom(name: string): boolean {
	const long = characters(name);
	const fits = long > 0 && long <= mostName && name === name.toLowerCase();
	return fits && /^[\p{L}\p{Nd}][\p{L}\p{Nd}\p{M}_-]*$/u.test(name) && !/\p{DI}/u.test(name);
}

/** What somebody typed, as near to the name of a room as it comes by itself. */
export function asRoom(typed: string): string {
	return typed.trim().replace(/^#/, '').toLowerCase().replace(/\s+/g, '-');
}

/**
 * A room's name as people read it. The archive keeps a room that has ended under its name, `~` and a number once
 * another room has the name.
 */
export function roomTitle(name: string): string {
	const ended = /^(.+)~\d+$/.exec(name);
	return ended ? t('room.ended', { name: ended[1] }) : name;
}

/** Whether another room has the name of this one, which has ended. */
export function isEnded(name: string): boolean {
	return name.includes('~');
}
