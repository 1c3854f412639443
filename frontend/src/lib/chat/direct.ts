import { sameName } from '$lib/text/names';
import type { Session } from './session.svelte';

/** Whether there can be a room of two with somebody: with guests there is none. */
export function canMessage({ connection, people }: Session, name: string): boolean {
	return !sameName(name, connection.you) && !connection.guest && !people.isGuest(name);
}

/** Goes to the room of two with somebody, which is opened if there is none. Rejects with a problem. */
export async function message({ bridge, rooms }: Session, name: string): Promise<void> {
	rooms.show(await bridge.direct(name));
}
