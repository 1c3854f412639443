import type { Session } from '$lib/chat/session.svelte';
import type { Action } from '$lib/keys';

/** What the window's keys do. */
export function actions({ dialogs, rooms, search, settings }: Session): Record<Action, () => void> {
	return {
		switcher: () => dialogs.open({ kind: 'switcher' }),
		find: () => search.open(rooms.shown.name),
		findAll: () => search.open(''),
		up: () => rooms.next(-1),
		down: () => rooms.next(1),
		unreadUp: () => rooms.next(-1, true),
		unreadDown: () => rooms.next(1, true),
		settings: () => dialogs.open({ kind: 'settings' }),
		larger: () => settings.resize(1),
		smaller: () => settings.resize(-1),
		usualSize: () => void settings.save({ textSize: 100 }),
		keys: () => dialogs.open({ kind: 'keys' }),
	};
}
