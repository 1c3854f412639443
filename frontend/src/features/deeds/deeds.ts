import type { Deed } from '$lib/chat/dialogs.svelte';
import { hasFlag } from '$lib/chat/changes.svelte';
import { flags } from '$lib/chat/flags';
import type { Room, Row } from '$lib/chat/room.svelte';
import type { Session } from '$lib/chat/session.svelte';
import { t } from '$lib/text/message';
import { sameName } from '$lib/text/names';
import { blocking } from './blocking';
import type { MenuItem } from '../../ui/Menu.svelte';

/**
 * What this person may do about somebody, as far as the page can tell: the server
 * decides. Moderators act on members and guests, administrators on everybody;
 * nobody acts on themselves.
 */
export function about({ connection, people, dialogs }: Session, name: string, guest: boolean): MenuItem[] {
	const administrator = connection.role === 'administrator';
	const moderator = people.moderates(name);
	if (!connection.moderates || sameName(name, connection.you) || (moderator && !administrator)) return [];

	const item = (label: string, deed: Omit<Deed, 'name'>, look: Partial<MenuItem> = {}): MenuItem => ({
		...look,
		label,
		onselect: () => dialogs.open({ kind: 'deed', deed: { name, guest, ...deed } }),
	});
	const role = (role: 'member' | 'moderator' | 'administrator', look?: Partial<MenuItem>) =>
		item(t(`deeds.items.${role}`), { act: 'role', role }, look);
	return [
		item(t('deeds.items.mute'), { act: 'mute' }),
		item(t('deeds.items.kick'), { act: 'kick' }),
		item(t('deeds.items.ban'), { act: 'ban' }, { danger: true }),
		item(t('deeds.items.unmute'), { act: 'unmute' }),
		item(t('deeds.items.unban'), { act: 'unban' }),
		// What somebody is who is not here is not known; a guest's name has no role.
		...(guest ? [] : [role('moderator', { apart: true })]),
		...(guest || !administrator ? [] : [role('administrator')]),
		...(guest || !administrator || (people.has(name) && !moderator) ? [] : [role('member')]),
		...(guest ? [] : [item(t('deeds.items.unregister'), { act: 'unregister' }, { apart: true, danger: true })]),
	];
}

/** Whether one may answer a message and react to it, as far as the page can tell. */
export function canTakePart({ connection }: Session, room: Room, row: Row): boolean {
	return row.seq > 0 && !isGone(row) && !connection.muted && !room.state.left;
}

/** What one may do about a message, and about its author. */
export function aboutMessage(session: Session, room: Room, row: Row, react: () => void): MenuItem[] {
	const { connection, bridge } = session;
	const part = canTakePart(session, room, row);
	const items: MenuItem[] = [];
	if (part) {
		items.push({ label: t('message.reply'), onselect: () => room.writing.answer(row) });
		items.push({ label: t('message.reactWith'), onselect: react });
		for (const { type, set, clear } of flags) {
			items.push({ label: hasFlag(row, type) ? clear() : set(), onselect: () => void room.flag(row, type) });
		}
	}
	if (part && row.own) items.push({ label: t('message.edit'), onselect: () => room.writing.edit(row) });
	if (!isGone(row) && row.text) {
		items.push({ label: t('message.copyText'), onselect: () => void bridge.copy(row.text).catch(() => {}) });
	}
	if (row.seq > 0) items.push({ label: t('message.markUnread'), onselect: () => void room.markUnread(row) });
	if (part && row.own) {
		items.push({ label: t('message.retract'), apart: true, danger: true, onselect: () => void room.retract(row) });
	}
	if (row.own || row.seq === 0) return items;
	items.push(...blocking(session, row.from, row.guest === true));
	if (!connection.moderates) return items;
	return [...items, ...apart(removing(session, row)), ...apart(about(session, row.from, row.guest === true))];
}

/** Taking somebody's message away, if one may act on its author at all. */
function removing(session: Session, row: Row): MenuItem[] {
	if (isGone(row) || about(session, row.from, row.guest === true).length === 0) return [];
	const deed: Deed = { act: 'remove', name: row.from, guest: row.guest === true, row };
	const onselect = () => session.dialogs.open({ kind: 'deed', deed });
	return [{ label: t('deeds.items.remove'), danger: true, onselect }];
}

const isGone = (row: Row) => row.status === 'retracted' || row.status === 'removed';
const apart = (items: MenuItem[]) => items.map((item, i) => (i === 0 ? { ...item, apart: true } : item));
