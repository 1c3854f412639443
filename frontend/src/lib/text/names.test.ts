import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitting } from './complete';
import { findName, nameKey, onceEach, sameName } from './names';

// The server makes the same keys: namekey_test.go there reads the same file.
const file = `${import.meta.dirname}/../../../../server/wire/testdata/names.json`;
const rows = JSON.parse(readFileSync(file, 'utf8')) as [name: string, key: string][];

test('names have the keys that the server makes', () => {
	expect(rows.length).toBeGreaterThan(30);
	for (const [name, key] of rows) {
		expect(nameKey(name)).toBe(key);
		expect(nameKey(key)).toBe(key);
	}
});

test('people are compared by accounts, not by spellings', () => {
	expect(sameName('Alice', 'aLICE')).toBe(true);
	expect(sameName('ΣΊΣΥΦΟΣ', 'Σίσυφος')).toBe(true);
	expect(sameName('Neil', 'Nell')).toBe(false);
	expect(sameName('Ian', 'lan')).toBe(false);
	expect(findName(['bob', 'Alice'], 'alice')).toBe('Alice');
	expect(onceEach(['bob', 'Alice', 'eve', 'alice', 'BOB'])).toEqual(['bob', 'Alice', 'eve']);
	expect(fitting(['Σίσυφος', 'bob'], 'ΣΊ', 5)).toEqual(['Σίσυφος']);
});
