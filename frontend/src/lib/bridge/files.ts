import type { File, Problem } from './models';

// What Go does not have yet: it goes from here once models.ts has it.

/** How far a file has come, up or down. */
export interface Transfer {
	room: string;
	/** of the message */
	id: string;
	/** which of its files */
	index: number;
	up: boolean;
	state: TransferState;
	/** bytes */
	done: number;
	size: number;
	/** bytes a second; 0 is not known */
	speed: number;
	problem?: Problem;
	/** it is on this device */
	saved: boolean;
}

export type TransferState = 'waiting' | 'active' | 'paused' | 'failed' | 'done';

/** An attachment as a message takes it. */
export interface Attached {
	handle: string;
	name: string;
	alt?: string;
	as_is?: boolean;
}

export interface FilesAsk {
	room: string;
	query: string;
	kind: FileKind;
	before: number;
}

export type FileKind = '' | 'picture' | 'other';

/** A file of a room, and the message that it came with. */
export interface FoundFile {
	key: string;
	room: string;
	seq: number;
	at: number;
	from: string;
	index: number;
	file: File;
}

export interface FilesFound {
	files: FoundFile[];
	before: number;
}
