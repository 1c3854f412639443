import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { order, People } from './people.svelte';

test('who comes and goes is put where they belong, with what they are', () => {
	const people = new People();
	people.apply({ names: ['bob', 'alice'], guests: ['bob'], moderators: [] });
	people.change({ came: ['Zoë', 'carol', 'bob'], moderators: ['bob'], guests: ['carol'], went: ['alice', 'nobody'] });
	expect(people.names).toEqual(['bob', 'carol', 'Zoë']);
	expect(people.names.map((name) => [people.isGuest(name), people.moderates(name)])).toEqual([
		[false, true],
		[true, false],
		[false, false],
	]);
	people.change({ came: ['ZOË'] });
	expect([people.names, people.spelled('zoë'), people.count]).toEqual([['bob', 'carol', 'ZOË'], 'ZOË', 3]);
	people.change({ went: ['zoë', 'bob', 'carol'] });
	expect([people.names, people.has('bob'), people.moderates('bob'), people.isGuest('carol')]).toEqual([
		[],
		false,
		false,
		false,
	]);
});

test('a name is there once, whatever a server says', () => {
	const people = new People();
	people.apply({ names: ['bob', 'BOB', 'bob'], guests: [], moderators: [] });
	people.change({ came: ['bob', 'BOB', 'bob'] });
	expect(people.names).toEqual(['bob']);
});

test('many who come and go leave what a whole list would', () => {
	const changed = new People();
	const there = new Set<string>();
	let seed = 1;
	const random = (n: number) => (seed = (seed * 48271) % 0x7fffffff) % n;
	const words = ['a', 'ä', 'A-', 'a\u0308-', 'é', 'e', 'z', 'Z', '-', '_'];
	for (let i = 0; i < 2000; i++) {
		const name = words[random(words.length)]! + random(40);
		if (random(2)) {
			for (const other of there) if (other.toLowerCase() === name.toLowerCase()) there.delete(other);
			there.add(name);
			changed.change({ came: [name] });
		} else if (there.delete(name)) changed.change({ went: [name] });
	}
	const whole = new People();
	whole.apply({ names: [...there], guests: [], moderators: [] });
	expect(changed.names.toSorted()).toEqual(whole.names.toSorted());
	expect(changed.names.every((name, i, all) => i === 0 || order(all[i - 1]!, name) <= 0)).toBe(true);
});

test('whoever looks hears of a change', () => {
	const people = new People();
	const heard: number[] = [];
	const stop = $effect.root(() => {
		$effect(() => void heard.push(people.count));
	});
	flushSync();
	people.change({ came: ['bob'] });
	flushSync();
	people.change({ went: ['bob'] });
	flushSync();
	stop();
	expect(heard).toEqual([0, 1, 0]);
});

test('of 100,000 names, one that comes is there at once, and the first few are had without looking at all', () => {
	const people = new People();
	const names = Array.from({ length: 100_000 }, (_, i) => `user-${String(i).padStart(6, '0')}`);
	people.apply({ names, guests: [], moderators: [] });
	const began = performance.now();
	for (let i = 0; i < 100; i++) people.change({ went: [names[i]!] });
	for (let i = 0; i < 100; i++) people.change({ came: [names[i]!] });
	expect((performance.now() - began) / 200).toBeLessThan(5); // the whole list, sorted for each, takes above 50 ms
	expect(people.first(3, ['USER-000001'])).toEqual([names[0], names[2], names[3]]);
	expect(people.count).toBe(100_000);
});
