import { t } from '$lib/text/message';

/** A flag that a message can have: the type of the event that sets it, and what the window calls it. */
export interface Flag {
	type: string;
	/** To set it, and to clear it, in a message's menu. */
	set: () => string;
	clear: () => string;
	/** Above the messages of a room that have it, and where none has. */
	title: () => string;
	none: () => string;
	/** To go to one of them. */
	jump: () => string;
}

/** All that there are. */
export const flags: Flag[] = [
	{
		type: 'pin',
		set: () => t('message.pin'),
		clear: () => t('message.unpin'),
		title: () => t('room.pins'),
		none: () => t('room.noPins'),
		jump: () => t('room.toPin'),
	},
];
