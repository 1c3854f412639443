import type { Closed } from '$lib/bridge/bridge';
import { t } from './message';

/** That a moderator has closed a room, and why. */
export function closed({ by, room, reason }: Closed): string {
	const who = by === 'server' ? t('terminal.front') : by;
	return reason ? t('room.closedBecause', { by: who, room, reason }) : t('room.closedBy', { by: who, room });
}
