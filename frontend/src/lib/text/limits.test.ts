import { expect, test } from 'vitest';
import lengths from './lengths.json';
import { requestBytes, tooLong } from './limits';

// Go is held to the same file (backend/session/lengths_test.go).
test.each(lengths.map((c) => [c.text.slice(0, 20), c] as const))('%j has the bytes that Go counts', (_, c) => {
	expect(requestBytes(c.text, c, c.key)).toBe(c.bytes);
});

test('a text is too long for the server that it is for, by what its request has', () => {
	const lobby = { room: 'lobby' };
	const least = requestBytes('', lobby);
	const most = 1000;
	expect(tooLong('x'.repeat(most - least), most, lobby)).toBe('');
	expect(tooLong('x'.repeat(most - least + 1), most, lobby)).toBe(
		'This message is 1001 bytes long. The limit on this server is 1000. Shorten or split it.',
	);
	expect(tooLong('x'.repeat(most - least), most, { ...lobby, answers: 'k' })).toMatch(
		/^This message is \d+ bytes long/,
	);
	expect(tooLong('"'.repeat((most - least) / 2 + 1), most, lobby)).toMatch(/^This message is \d+ bytes long/);
	expect(requestBytes('\ud800', lobby) - least).toBe(3); // which reaches Go as U+FFFD
	expect(tooLong('\n'.repeat(999), 65536, lobby)).toBe('');
	expect(tooLong('\n'.repeat(1000), 65536, lobby)).toMatch(/^This message has 1001 lines/);
});
