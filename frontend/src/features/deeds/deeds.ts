import type { Deed } from '$lib/chat/dialogs.svelte';
import type { Row } from '$lib/chat/room.svelte';
import type { Session } from '$lib/chat/session.svelte';
import { words } from '$lib/text/words';
import type { MenuItem } from '../../ui/Menu.svelte';

/**
 * What this person may do about somebody, as far as the page can tell: the server
 * decides. Moderators act on members and guests, administrators on everybody;
 * nobody acts on themselves.
 */
export function about({ connection, people, dialogs }: Session, name: string, guest: boolean): MenuItem[] {
	const administrator = connection.role === 'administrator';
	const moderator = people.moderates(name);
	if (!connection.moderates || name === connection.you || (moderator && !administrator)) return [];

	const item = (label: string, deed: Omit<Deed, 'name'>, look: Partial<MenuItem> = {}): MenuItem => ({
		...look,
		label,
		onselect: () => dialogs.open({ kind: 'deed', deed: { name, guest, ...deed } }),
	});
	const role = (role: 'member' | 'moderator' | 'administrator', look?: Partial<MenuItem>) =>
		item(words.deeds.items[role], { act: 'role', role }, look);
	const { items } = words.deeds;
	return [
		item(items.mute, { act: 'mute' }),
		item(items.kick, { act: 'kick' }),
		item(items.ban, { act: 'ban' }, { danger: true }),
		item(items.pardon, { act: 'pardon' }),
		// What somebody is who is not here is not known; a guest's name has no role.
		...(guest ? [] : [role('moderator', { apart: true })]),
		...(guest || !administrator ? [] : [role('administrator')]),
		...(guest || !administrator || (people.has(name) && !moderator) ? [] : [role('member')]),
		...(guest ? [] : [item(items.release, { act: 'release' }, { apart: true, danger: true })]),
	];
}

/** The same about a message, and taking it away. */
export function aboutMessage(session: Session, row: Row): MenuItem[] {
	if (!session.connection.moderates || row.own || row.seq === 0) return [];
	const items = about(session, row.from, row.guest);
	if (row.fate === 'retracted' || row.fate === 'removed' || items.length === 0) return items;
	const deed: Deed = { act: 'remove', name: row.from, guest: row.guest, row };
	return [
		{
			label: words.deeds.items.remove,
			danger: true,
			onselect: () => session.dialogs.open({ kind: 'deed', deed }),
		},
		...items.map((item, i) => (i === 0 ? { ...item, apart: true } : item)),
	];
}
