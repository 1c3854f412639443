import { describe, expect, test } from 'vitest';
import { aFile, aPicture, hashOf } from '$lib/bridge/fake';
import { textOf } from '$lib/bridge/beginning';
import { originalOf, pictureOf, previewOf } from '$lib/bridge/paths';
import { dimensions, fileSize, inShort, looksOf, pace, progress, shownName, tintOf } from './files';
import { speak } from './language.svelte';

test('sizes and speeds are written as file managers do, in the reader’s language', () => {
	expect([0, 999, 1500, 96_000_000, 4_294_967_296, NaN].map(fileSize)).toEqual([
		...['0 byte', '999 byte', '1.5 kB', '96 MB', '4.3 GB', '0 byte'],
	]);
	expect(progress(184_000_000, 297_000_000)).toBe('184 of 297 MB');
	expect(progress(300, 200)).toBe('200 of 200 byte');
	expect(pace(184_000_000, 297_000_000, 41_000_000)).toBe('41 MB/s · 3 s left');
	expect(pace(0, 297_000_000, 1_000_000)).toBe('1 MB/s · 5 min left');
	expect(pace(0, 1, 0)).toBe('');
	speak('de');
	expect(fileSize(1_500_000)).toBe('1,5 MB');
	expect(progress(184_000_000, 297_000_000)).toBe('184 von 297 MB');
	speak('en');
});

describe('what a sender says of a file', () => {
	test('is a colour, or no tint at all', () => {
		expect(tintOf({ tint: '#7a6f55' })).toBe('#7a6f55');
		for (const tint of ['red', '#fff', '#7a6f55;x', 'url(http://x)', '#7a6f5g', '', undefined])
			expect(tintOf({ tint })).toBeUndefined();
	});

	test('is a size that a picture can have, or none', () => {
		expect(dimensions({ width: 4032, height: 3024 })).toEqual({ width: 4032, height: 3024 });
		for (const width of [0, -1, 1.5, NaN, 1e9, undefined]) expect(dimensions({ width, height: 10 })).toBeUndefined();
	});

	test('is a name in which nothing is hidden', () => {
		expect(shownName('invoice\u202egpj.exe')).toBe('invoicegpj.exe');
		expect(shownName('a\nb\u200b\u0000')).toBe('ab');
		expect(shownName('\u2067')).toBe('file');
	});

	test('leads to its bytes by a hash, and nowhere else', () => {
		const hash = hashOf('a');
		expect(originalOf({ hash })).toBe(`/file/${hash}`);
		expect(previewOf({ hash, preview: 'https://example.org/' })).toBe(`/file/${hash}/preview`);
		expect(previewOf({ hash })).toBe(`/file/${hash}`);
		for (const odd of ['', 'javascript:x', '//example.org', '../x', hash.toUpperCase(), `${hash}/..`, undefined])
			expect([originalOf({ hash: odd }), previewOf({ hash: odd, preview: hash })]).toEqual(['', '']);
		for (const handle of ['', '../x', 'a/b', 'x'.repeat(65)]) expect(pictureOf({ handle })).toBe('');
	});
});

test('what a file is shows by its name, then by its type', () => {
	const looks = (name: string, type = '') => looksOf({ name, type });
	expect([looks('a.tar.gz'), looks('A.PDF'), looks('main.go'), looks('x', 'video/mp4'), looks('x', '<b>/')]).toEqual([
		...['archive', 'document', 'text', 'video', 'file'],
	]);
});

test('a message without text is its files in one line', () => {
	expect(inShort({ text: 'look', files: [aFile()] })).toBe('look');
	expect(inShort({ text: '', files: [aFile()] })).toBe('plan.pdf');
	expect(inShort({ text: '', files: [aPicture(), aPicture()] })).toBe('2 pictures');
	expect(inShort({ text: '', files: [aFile(), aPicture()] })).toBe('2 files');
	expect(inShort({ text: '' })).toBe('');
});

test('the beginning of a file is text, cut where it may be, or nothing', () => {
	const bytes = new TextEncoder().encode('Grüße 😀');
	expect(textOf(bytes)).toBe('Grüße 😀');
	expect(textOf(bytes.subarray(0, -2))).toBe('Grüße ');
	expect(textOf(new Uint8Array([0x89, 0x50, 0xff]))).toBe('');
	expect(textOf(new Uint8Array([65, 0, 66]))).toBe('');
});
