import { expect, test } from 'vitest';
import { aRoom, aRow } from '$lib/bridge/fake';
import { group } from '$lib/text/group';
import { People } from './people.svelte';
import { called, other } from './rooms.svelte';
import { Typing } from './typing.svelte';

// Servers spell an account in one way; what older ones have said stays as it was.
test('a room of two is with the other one, however oneself is spelled there', () => {
	const state = aRoom({ name: '@alice,dave', with: ['Alice', 'dave'] });
	expect(other(state, 'alice')).toBe('dave');
	expect(called(state, 'ALICE')).toBe('dave');
});

test('people are found by any spelling, and shown by their own', () => {
	const people = new People();
	people.apply({ names: ['Alice', 'bob'], guests: ['bob'], moderators: ['Alice'] });
	expect([people.has('aLICE'), people.has('aIice')]).toEqual([true, false]);
	expect([people.isGuest('BOB'), people.moderates('alice')]).toEqual([true, true]);
	expect([people.spelled('ALICE'), people.spelled('eve')]).toEqual(['Alice', 'eve']);
});

test('whoever is writing is one, under two spellings', () => {
	const typing = new Typing();
	typing.put('bob');
	typing.put('Bob');
	expect(typing.names).toEqual(['bob']);
	typing.over('BOB');
	expect(typing.names).toEqual([]);
});

test('what one person says in one go stands together, under two spellings', () => {
	const rows = [aRow({ seq: 1, from: 'Alice' }), aRow({ seq: 2, from: 'alice' }), aRow({ seq: 3, from: 'bob' })];
	expect(group(rows).map((entry) => entry.first)).toEqual([true, false, true]);
});
