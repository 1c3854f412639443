import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aRow, aText } from '$lib/bridge/fake';
import type { Row, RowKind } from '$lib/bridge/bridge';
import { isBlank, isUnclean } from './blank';
import { blocks } from './blocks';
import { codeAt, wordAt } from './complete';
import { characters } from './count';
import { because, byWhom, done, until } from './deeds';
import { inFours, short } from './fingerprint';
import { group } from './group';
import { say } from './message';
import { hue, hues, initial } from './names';
import { qrPath, quiet } from './qr';
import type { Sentence } from './sentence';
import { told } from './told';
import { clock, day, full, minutesAndSeconds, moment } from './time';

const plain = (of: Sentence) => of.map((p) => (typeof p === 'string' ? p : `<${p.said}>`)).join('');

describe('a text with parts', () => {
	const is = (...pieces: Parameters<typeof aText>) => {
		const { text, parts } = aText(...pieces);
		return blocks(text, parts);
	};

	test('is cut where they are; without any it is one piece', () => {
		expect(blocks('plain')).toEqual([{ kind: 'lines', pieces: [{ text: 'plain' }] }]);
		expect(blocks('')).toEqual([]);
		expect(is('👍 see ', ['link', 'https://é.example/', 'https://xn--9ca.example/'], ', ', ['you', '@alice'])).toEqual([
			{
				kind: 'lines',
				pieces: [
					{ text: '👍 see ' },
					{ kind: 'link', text: 'https://é.example/', url: 'https://xn--9ca.example/' },
					{ text: ', ' },
					{ kind: 'you', text: '@alice' },
				],
			},
		]);
		expect(is(['link', 'https://example.org/'])).toEqual([
			{ kind: 'lines', pieces: [{ kind: 'link', text: 'https://example.org/', url: 'https://example.org/' }] },
		]);
	});

	test('does not show the signs around code', () => {
		expect(is('before', ['fence', 'a\n\n  `b`'], ['code', 'after'])).toEqual([
			{ kind: 'lines', pieces: [{ text: 'before' }] },
			{ kind: 'fence', text: 'a\n\n  `b`' },
			{ kind: 'lines', pieces: [{ kind: 'code', text: 'after' }] },
		]);
	});
});

describe('what shows nothing', () => {
	// The server is held to the same cases.
	const { blank, shown } = JSON.parse(readFileSync('../server/wire/testdata/blank.json', 'utf8')) as {
		blank: string[];
		shown: string[];
	};

	test.each(blank)('%j is blank', (text) => expect(isBlank(text)).toBe(true));
	test.each(shown)('%j is not', (text) => expect(isBlank(text)).toBe(false));

	test('is known where it cannot be sent, too', () => {
		for (const text of ['a\vb', 'a\u2028b', '\u001b[0m', 'a\0', '\u0085', '\u007f']) expect(isUnclean(text)).toBe(true);
		for (const text of ['', 'a\tb\r\nc', '\u200b', 'é👍']) expect(isUnclean(text)).toBe(false);
	});
});

test('a word is completed where Go would read it: not within another, but right behind Chinese', () => {
	const at = (text: string) => wordAt(text, text.length)?.query;
	expect(['@al', '(@al', '请@al', 'お願い@al', 'สวัสดี@al'].map(at)).toEqual(['al', 'al', 'al', 'al', 'al']);
	expect(['me@al', 'почта@al', 'é@al', '3@al', 'x/@al'].map(at)).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
	]);
	expect([at('说明:ok'), codeAt('好:tada:', 7), codeAt(':tada:', 6)?.code]).toEqual([undefined, undefined, 'tada']);
});

describe('names', () => {
	test('have one colour, however they are spelled', () => {
		expect(hue('Alice')).toBe(hue('alice'));
		const all = new Set(Array.from({ length: 200 }, (_, i) => hue(`user${i}`)));
		expect([...all].sort()).toEqual(Array.from({ length: hues }, (_, i) => i));
	});

	test('begin with what a person calls a letter', () => {
		expect([initial('zoë'), initial('éa'), initial('👩‍👩‍👧x'), initial('')]).toEqual(['Z', 'É', '👩‍👩‍👧', '?']);
	});
});

describe('time', () => {
	const at = new Date(2026, 10, 19, 13, 5, 9).toISOString();

	test('is local, to the minute; on hover all of it', () => {
		expect(clock(at)).toBe('13:05');
		expect(full(at)).toMatch(/Thursday,? 19 November 2026.* 13:05:09/);
		expect(clock('nonsense')).toBe('');
	});

	test('a day has its year when it is another one', () => {
		expect(day(at, new Date(2026, 11, 31))).toMatch(/^Thursday,? 19 November$/);
		expect(day(at, new Date(2027, 0, 1))).toMatch(/2026$/);
	});
});

describe('groups', () => {
	const minutes = (m: number) => new Date(2026, 10, 19, 13, m).getTime();
	const said = (key: string, from: string, m: number, own = false) => ({
		key,
		kind: 'message',
		from,
		at: minutes(m),
		own,
		guest: false,
		seq: 1,
	});
	const keys = (rows: ReturnType<typeof said>[], unread?: string) =>
		group(rows, unread)
			.map((e) => (e.first ? `|${e.key}` : e.key))
			.join('')
			.split('|')
			.slice(1);

	test('one author, within five minutes', () => {
		expect(keys([said('a', 'bob', 0), said('b', 'bob', 4), said('c', 'bob', 5), said('d', 'eve', 5)])).toEqual([
			'ab',
			'c',
			'd',
		]);
	});

	test('an own row that does not say whose it is yet joins the others', () => {
		const waiting = { ...said('b', '', 1, true), seq: 0 };
		expect(keys([{ ...said('a', 'alice', 0, true), guest: true }, waiting])).toEqual(['ab']);
	});

	test('a guest and somebody with a key are two, whatever they are called', () => {
		const guest = (row: ReturnType<typeof said>) => ({ ...row, guest: true });
		expect(keys([said('a', 'bob', 0), guest(said('b', 'bob', 1)), guest(said('c', 'bob', 1))])).toEqual(['a', 'bc']);
		expect(keys([said('a', 'alice', 0, true), guest(said('b', 'alice', 1, true))])).toEqual(['a', 'b']);
	});

	test('whatever else happens in a row is one thing, and ends what was said in one go', () => {
		const joined = (key: string, m: number) => ({ ...said(key, 'eve', m), kind: 'join' });
		const gap = { ...said('g', '', 1), kind: 'gap' };
		const rows = [said('a', 'bob', 0), joined('x', 0), joined('y', 1), said('b', 'bob', 1), gap, said('c', 'bob', 1)];
		expect(group(rows).map((e) => [e.kind, e.rows.map((r) => r.key).join(''), e.first])).toEqual([
			['message', 'a', true],
			['notice', 'xy', false],
			['message', 'b', true],
			['gap', 'g', false],
			['message', 'c', true],
		]);
	});

	test('that have not changed are the same as before', () => {
		const rows = [said('a', 'bob', 0), said('b', 'bob', 9), said('c', 'bob', 9)];
		const before = group(rows);
		const after = group([rows[0], { ...rows[1] }, rows[2], said('d', 'bob', 9)], '', before);
		expect(after.map((e, i) => e === before[i])).toEqual([true, false, true, false]);
		expect(group(rows, 'a', before)[0].unread).toBe(true);
	});

	test('end at midnight and where the unread begins', () => {
		const rows = [said('a', 'bob', 0), said('b', 'bob', 1), { ...said('c', 'bob', 1), at: minutes(24 * 60) }];
		expect(group(rows, 'b').map((g) => [g.key, g.newDay, g.unread])).toEqual([
			['a', true, false],
			['b', false, true],
			['c', true, false],
		]);
	});
});

describe('sentences', () => {
	const tomorrow = moment(new Date(2026, 10, 20, 18).toISOString());
	const muted = (at: string, reason: string) =>
		plain(say('composer.muted', { until: until(at), end: because(reason) }));
	const entry = (part: object) =>
		plain(
			done({
				...{ id: 1, at: '', by: 'bob', act: 'mute', name: '', address: '', room: '', role: '', until: '', reason: '' },
				...part,
			}),
		);

	test('of the audit list keep apart what others chose', () => {
		const until = new Date(2026, 10, 20, 18).toISOString();
		expect(entry({ act: 'ban', name: 'eve', until, reason: 'spam' })).toBe(
			`<bob> banned <eve> until ${tomorrow}: <spam>.`,
		);
		expect(entry({ act: 'ban', address: '10.0.0.1' })).toBe('<bob> banned <10.0.0.1> permanently.');
		expect(entry({ by: 'server', act: 'role', name: 'eve', role: 'moderator' })).toBe(
			'The server console made <eve> a moderator.',
		);
		expect(entry({ act: 'remove', name: 'eve', room: 'lobby', reason: 'Enough!' })).toBe(
			'<bob> removed a message from <eve> in <lobby>: <Enough!>',
		);
		for (const act of ['dance', 'toString']) expect(entry({ act, name: 'eve' })).toBe(`<bob>: <${act}> (<eve>).`);
	});

	test('say until when somebody is muted, and why, as far as there is anything to say', () => {
		expect(muted('', '')).toBe("You're muted permanently.");
		expect(muted(new Date(2026, 10, 20, 18).toISOString(), 'too loud')).toBe(
			`You're muted until ${tomorrow}: <too loud>.`,
		);
		expect(plain(say('message.removed', { by: byWhom('server'), end: because('') }))).toBe(
			'Removed by the server console.',
		);
	});
});

describe('what happened in a room', () => {
	const notice = (kind: RowKind, from: string, part: object = {}) => aRow({ kind, from, text: '', ...part });
	const says = (...rows: Row[]) => told(rows).map(plain);

	test('is a sentence for each, and one for all who came or went', () => {
		expect(says(notice('join', 'eve'))).toEqual(['<eve> joined']);
		expect(says(notice('join', 'eve'), notice('join', 'bob'), notice('leave', 'eve'), notice('join', 'bob'))).toEqual([
			'<eve> and <bob> joined',
			'<eve> left',
		]);
		const five = ['eve', 'Zoë', 'a', 'b', 'c'].map((name) => notice('join', name));
		expect(says(...five)).toEqual(['<eve>, <Zoë> and 3 others joined']);
		expect(says(...five.slice(0, 3))).toEqual(['<eve>, <Zoë> and <a> joined']);
		expect(
			says(
				notice('open', 'bob', { topic: 'who books what' }),
				notice('topic', 'bob', { topic: 'bench' }),
				notice('topic', 'bob'),
				notice('invite', 'bob', { name: 'eve' }),
			),
		).toEqual([
			'<bob> created the room: <who books what>',
			'<bob> changed the topic to “<bench>”',
			'<bob> removed the topic',
			'<bob> invited <eve>',
		]);
	});
});

describe('what is compared and counted', () => {
	test('a fingerprint is read in fours, and known by its beginning', () => {
		expect(inFours('abcdefghij')).toBe('abcd efgh ij');
		expect(short('abcdefghij')).toBe('abcdefgh');
	});

	test('characters are counted as the server does, not as UTF-16 has them', () => expect(characters('a👍é')).toBe(3));

	test('time left has minutes and seconds', () => {
		expect([0, 9, 65, 600].map(minutesAndSeconds)).toEqual(['0:00', '0:09', '1:05', '10:00']);
	});

	test('a QR code has the modules that it is given, behind its quiet zone', () => {
		const rows = ['1101', '0000', '0111', '1000'];
		const dark = [...qrPath(rows).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].flatMap(([, x, y, long]) =>
			Array.from({ length: +long }, (_, i) => `${+x + i - quiet},${+y - quiet}`),
		);
		expect(dark).toEqual(['0,0', '1,0', '3,0', '1,2', '2,2', '3,2', '0,3']);
		expect(qrPath([])).toBe('');
	});
});
