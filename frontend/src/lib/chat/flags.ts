import type { Key } from '$lib/text/message';

/** A flag that a message can have: the type of the event that sets it, and what the window calls it. */
export interface Flag {
	type: string;
	/** To set it, and to clear it, in a message's menu. */
	set: Key;
	clear: Key;
	/** Above the messages of a room that have it, and where none has. */
	title: Key;
	none: Key;
	/** To go to one of them. */
	jump: Key;
}

/** All that there are. */
export const flags: Flag[] = [
	{
		...{ type: 'pin', set: 'message.pin', clear: 'message.unpin' },
		...{ title: 'room.pins', none: 'room.noPins', jump: 'room.toPin' },
	},
];
