import type { Session } from '$lib/chat/session.svelte';
import type { Action } from '$lib/keys';

/** What the window's keys do. */
export function actions({ dialogs, rooms, search }: Session): Record<Action, () => void> {
	return {
		switcher: () => dialogs.open({ kind: 'switcher' }),
		find: () => search.open(rooms.shown.name),
		findAll: () => search.open(''),
		up: () => rooms.next(-1),
		down: () => rooms.next(1),
		unreadUp: () => rooms.next(-1, true),
		unreadDown: () => rooms.next(1, true),
		settings: () => dialogs.open({ kind: 'settings' }),
		keys: () => dialogs.open({ kind: 'keys' }),
	};
}
