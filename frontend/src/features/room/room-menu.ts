import type { Notify } from '$lib/bridge/bridge';
import type { Room } from '$lib/chat/room.svelte';
import { called, isDirect, isQuiet } from '$lib/chat/rooms.svelte';
import type { Session } from '$lib/chat/session.svelte';
import { t } from '$lib/text/message';
import type { MenuItem } from '../../ui/Menu.svelte';

/** What one may want to hear of a room: in one of two everything said is meant for oneself. */
export function notifies(room: Room): Notify[] {
	return isDirect(room.state) ? ['all', 'nothing'] : ['all', 'mentions', 'nothing'];
}

/** What one wants to hear of it, as one of those. */
export function notifyOf(room: Room): Notify {
	return isDirect(room.state) && !isQuiet(room.state) ? 'all' : room.state.notify;
}

/** Whether it is as its members want it, and can be left: the lobby and rooms of two stay as they are. */
export function canChange(room: Room): boolean {
	return room.name !== 'lobby' && !isDirect(room.state) && !room.state.left;
}

/** What becomes of a room, and of what was said in it, for one who leaves it. */
export function afterLeaving({ state }: Room): string {
	if (state.members === 1) return t('room.leaveLastText');
	return state.private ? t('room.leavePrivateText') : t('room.leaveText');
}

/** What one may do with a room. */
export function aboutRoom({ bridge, rooms, dialogs, trouble }: Session, room: Room): MenuItem[] {
	const about = () => dialogs.open({ kind: 'room', room, view: 'about' });
	const unread = room.state.unread > 0;
	const invite = () => dialogs.open({ kind: 'room', room, view: 'members' });
	return [
		...(unread ? [{ label: t('room.markRead'), onselect: () => void trouble.watch(rooms.markRead(room)) }] : []),
		...notifies(room).map((notify, i) => ({
			label: t(`room.notifyMenu.${notify}`),
			apart: i === 0 && unread,
			checked: notify === notifyOf(room),
			onselect: () => void trouble.watch(bridge.setNotify(room.name, notify)),
		})),
		{ label: t('room.about'), apart: true, onselect: about },
		...(bridge.hasFiles
			? [{ label: t('room.showFiles'), onselect: () => dialogs.open({ kind: 'room', room, view: 'files' }) }]
			: []),
		...(canChange(room) ? [{ label: t('room.invite'), onselect: invite }] : []),
		{ label: t('room.export'), onselect: about },
		...(canChange(room)
			? [{ label: t('room.leave'), danger: true, onselect: () => dialogs.open({ kind: 'leave', room }) }]
			: []),
	];
}

/** The name of a room's menu. */
export function menuLabel(room: Room, you: string): string {
	return t('room.menu', { name: isDirect(room.state) ? called(room.state, you) : `#${called(room.state, you)}` });
}
