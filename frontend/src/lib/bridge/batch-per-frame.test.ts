import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { batchPerFrame } from './batch-per-frame';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one thing is heard at once, many batchPerFrame, and all in their order', () => {
	const heard: number[][] = [];
	const hear = batchPerFrame<number>((things) => heard.push(things));
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
	const hear = batchPerFrame<string>(([thing]) => {
		heard.push(thing);
		if (thing === 'bad') throw new Error('bad');
	});
	expect(() => hear('bad')).toThrow();
	hear('good');
	vi.advanceTimersByTime(16);
	expect(heard).toEqual(['bad', 'good']);
});

test('where drawing takes longer than a frame, the page rests as long, and not for ever', () => {
	const heard: [at: number, things: number][] = [];
	let slow = 0;
	const now = vi.spyOn(performance, 'now').mockImplementation(() => Date.now() + slow);
	const hear = batchPerFrame<number>((things) => {
		heard.push([Date.now(), things.length]);
		if (things.length > 1) slow += 100; // until the next timer is heard from
	});
	const begin = Date.now();
	hear(0);
	for (let n = 0; n < 100; n++) hear(n);
	vi.advanceTimersByTime(16);
	for (let n = 0; n < 100; n++) hear(n);
	vi.advanceTimersByTime(1000);
	// The second batch is heard a frame after the first, and the third once six frames more have passed.
	expect(heard.map(([at, things]) => [at - begin, things])).toEqual([
		[0, 1],
		[16, 100],
		[16 + 16 * 7, 100],
	]);

	slow += 1e6; // the machine slept
	hear(1);
	expect(heard.at(-1)).toEqual([Date.now(), 1]);
	now.mockRestore();
});
