import type { Act, FoundFile, Role, Row } from '$lib/bridge/bridge';
import type { Room } from './room.svelte';

/** What one does to somebody, or to a message of theirs. */
export type Deed = {
	act: Act | 'remove';
	/** Whom it is about; empty for an address. */
	name: string;
	guest?: boolean;
	/** The role that a `role` gives. */
	role?: Role;
	/** Of a ban without a name; empty is still to be typed. */
	address?: string;
	/** The room that a `close-room` ends. */
	room?: string;
	/** The message that a `remove` takes away. */
	row?: Pick<Row, 'room' | 'key' | 'text'>;
};

export type Dialog =
	| { kind: 'server' | 'share' | 'devices' | 'invite' | 'audit' | 'switcher' | 'keys' | 'settings' }
	| { kind: 'deed'; deed: Deed }
	| { kind: 'new room' }
	| { kind: 'room'; room: Room; view: RoomView }
	| { kind: 'leave'; room: Room }
	| { kind: 'viewer'; pictures: FoundFile[]; at: number }
	| { kind: 'link'; link: string };

/** What there is to see of a room. */
export type RoomView = 'about' | 'members' | 'files';

/** Which dialog lies over the chat: one at a time, or none. */
export class Dialogs {
	#shown = $state.raw<Dialog | undefined>();

	get shown(): Dialog | undefined {
		return this.#shown;
	}

	open(dialog: Dialog): void {
		this.#shown = dialog;
	}

	close(): void {
		this.#shown = undefined;
	}
}
