import { isComposing } from '$lib/keys';

export type Does = 'send' | 'newline' | 'complete' | 'next' | 'previous' | 'close' | 'edit last';

/** What a key does in the field; undefined is what it always does. */
export function keyFor(
	event: KeyboardEvent,
	state: { suggests: boolean; enter: 'send' | 'newline' },
): Does | undefined {
	if (isComposing(event)) return undefined;
	const { key, shiftKey, altKey } = event;
	const ctrl = event.ctrlKey || event.metaKey;
	if (key === 'Enter') {
		if (ctrl) return 'send';
		if (state.suggests && !shiftKey) return 'complete';
		return (state.enter === 'send') === shiftKey ? 'newline' : 'send';
	}
	if (ctrl || shiftKey || altKey) return undefined;
	if (key === 'Escape') return 'close';
	if (!state.suggests) return key === 'ArrowUp' ? 'edit last' : undefined;
	if (key === 'Tab') return 'complete';
	return key === 'ArrowDown' ? 'next' : key === 'ArrowUp' ? 'previous' : undefined;
}
