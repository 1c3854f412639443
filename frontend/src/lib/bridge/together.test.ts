import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { together } from './together';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one thing is heard at once, many together, and all in their order', () => {
	const heard: number[][] = [];
	const hear = together<number>((things) => heard.push(things));
	hear(1);
	expect(heard).toEqual([[1]]);
	for (let n = 2; n <= 1000; n++) hear(n);
	expect(heard).toHaveLength(1);
	vi.advanceTimersByTime(16);
	expect(heard).toHaveLength(2);
	expect(heard.flat()).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
	vi.advanceTimersByTime(1000);
	hear(1001);
	expect(heard.at(-1)).toEqual([1001]);
});

test('what goes wrong with one does not keep the next from being heard', () => {
	const heard: string[] = [];
	const hear = together<string>(([thing]) => {
		heard.push(thing);
		if (thing === 'bad') throw new Error('bad');
	});
	expect(() => hear('bad')).toThrow();
	hear('good');
	vi.advanceTimersByTime(16);
	expect(heard).toEqual(['bad', 'good']);
});
