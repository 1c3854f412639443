import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Typing } from './typing.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('who writes is remembered for a while, and no more of them than a line has place for', () => {
	const typing = new Typing();
	for (let i = 0; i < 1000; i++) typing.put(`user-${i}`);
	expect(typing.names).toHaveLength(20);
	expect(vi.getTimerCount()).toBe(20);
	typing.over('USER-3');
	typing.put('user-3');
	typing.put('user-3');
	expect(typing.names.filter((name) => name === 'user-3')).toEqual(['user-3']);
	vi.advanceTimersByTime(5000);
	expect(typing.names).toEqual([]);
});
