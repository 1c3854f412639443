import { describe, expect, test } from 'vitest';
import { fits, ranked } from './fuzzy';
import { marked } from './marks';
import { asRoom, canBeRoom } from './room-name';

describe('a few letters', () => {
	const best = (letters: string, ...names: string[]) => ranked(letters, names, (n) => n);

	test('name what has them in this order', () => {
		expect(fits('xpm', 'experiments')).toBeDefined();
		expect(fits('mpx', 'experiments')).toBeUndefined();
		expect(best('', 'b', 'a')).toEqual(['b', 'a']);
	});

	test('at the beginning count most, then at the beginning of a word, then one after the other', () => {
		expect(best('pr', 'xpxr', 'lab-printer', 'printer')).toEqual(['printer', 'lab-printer', 'xpxr']);
		expect(best('si', 'basics', 'ship-it')).toEqual(['ship-it', 'basics']);
		expect(best('lab', 'l-a-long-b', 'lab3')).toEqual(['lab3', 'l-a-long-b']);
	});

	test('find the best place, not the first', () => {
		expect(fits('ab', 'xaxab')).toBeGreaterThan(fits('ab', 'xaxxb')!);
	});

	test('mean the shorter of two that are alike', () => {
		expect(best('bob', 'bobby', 'bob')).toEqual(['bob', 'bobby']);
	});

	test('need no accents and no capitals', () => {
		expect(best('zoe', 'Zoë')).toEqual(['Zoë']);
		expect(best('ZOË', 'zoe')).toEqual(['zoe']);
		expect(best('دا', 'دانا')).toEqual(['دانا']);
	});

	test('take no time, however many there are', () => {
		expect(fits('a'.repeat(60) + 'b', 'a'.repeat(64))).toBeUndefined();
	});
});

test('a text is cut at its marks, and odd ones do no harm', () => {
	const text = (marks: [number, number][]) =>
		marked('one two', marks)
			.map((p) => (p.mark ? `[${p.text}]` : p.text))
			.join('');
	expect(
		text([
			[4, 7],
			[0, 3],
		]),
	).toBe('[one] [two]');
	expect(text([])).toBe('one two');
	expect(
		text([
			[0, 3],
			[1, 5],
		]),
	).toBe('[one] two');
	expect(
		text([
			[5, 99],
			[3, 3],
			[-2, 2],
		]),
	).toBe('one two');
});

test.each([
	['tea', true],
	['tea-time_2', true],
	['чай', true],
	['茶', true],
	['', false],
	['Tea', false],
	['-tea', false],
	['tea time', false],
	['@alice,bob', false],
	['x'.repeat(64), true],
	['x'.repeat(65), false],
])('%s can be the name of a room: %s', (name, can) => {
	expect(canBeRoom(name)).toBe(can);
});

test('what is typed becomes the name of a room where it can', () => {
	expect(asRoom(' #Tea Time ')).toBe('tea-time');
});
