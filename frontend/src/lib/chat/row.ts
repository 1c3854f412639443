import type * as bridge from '$lib/bridge/bridge';
import type { Entry } from './attachments.svelte';

/** One thing in a room as the timeline draws it. */
export interface Row extends Omit<bridge.Row, 'state'> {
	/** Failed is a message that Go or the server would not take; nobody but this page knows it. */
	state: bridge.MessageState | 'failed';
	/** Why it failed, or why a change of it did: a sentence with a next step. */
	error?: string;
	/** What it brings, while only this page knows it or may have to send it again. */
	attachments?: Entry[];
}

/** By place; where something is missing before a row, the gap says so first. */
export function byPlace(a: Row, b: Row): number {
	return a.seq - b.seq || Number(b.kind === 'gap') - Number(a.kind === 'gap');
}

/** Rows of both, in order; of two under one key the one of `fresh`. */
export function merge(old: Row[], fresh: Row[]): Row[] {
	const keys = new Set(fresh.map((r) => r.key));
	return [...old.filter((r) => !keys.has(r.key)), ...fresh].sort(byPlace);
}
