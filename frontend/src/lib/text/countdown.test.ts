import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Countdown } from './countdown.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('seconds are counted up to the moment, never past it', () => {
	const countdown = new Countdown();
	expect(countdown.seconds).toBe(0);
	const stop = countdown.start(3.999);
	expect(countdown.seconds).toBe(4);
	vi.advanceTimersByTime(3750);
	expect(countdown.seconds).toBe(1);
	vi.advanceTimersByTime(60_000);
	expect(countdown.seconds).toBe(0);
	stop();
	countdown.start(NaN)();
	expect([countdown.seconds, vi.getTimerCount()]).toEqual([0, 0]);
});

test.each([6, -30, 60 * 24 * 365 * 73])('a clock that is set by %i minutes changes nothing', (minutes) => {
	const countdown = new Countdown();
	const stop = countdown.start(300);
	vi.setSystemTime(Date.now() + minutes * 60_000);
	vi.advanceTimersByTime(1000);
	expect(countdown.seconds).toBe(299);
	stop();
});
