import { expect, test } from 'vitest';
import { SerialQueue } from './serial-queue';

test('a call waits for the one before, however that ends, and the first for none', async () => {
	const turns = new SerialQueue();
	const done: string[] = [];
	let end = () => {};
	const first = turns.take(() => new Promise<void>((_, reject) => (end = () => reject(new Error('no')))));
	const second = turns.take(async () => void done.push('second'));
	const third = turns.take(async () => void done.push('third'));
	await Promise.resolve();
	expect(done).toEqual([]);
	end();
	await expect(first).rejects.toThrow('no');
	await Promise.all([second, third]);
	expect(done).toEqual(['second', 'third']);
	void turns.take(async () => void done.push('at once'));
	expect(done.at(-1)).toBe('at once');
});
