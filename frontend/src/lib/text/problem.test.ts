import { afterEach, describe, expect, test } from 'vitest';
import { problem } from '$lib/bridge/bridge';
import { speak } from './language.svelte';
import de from './messages/de.json';
import en from './messages/en.json';
import { sentenceOf } from './problem';

afterEach(() => speak('en'));

/** More than any problem wants. */
const everything = {
	...{
		address: 'lab3:6667',
		host: 'lab3',
		name: 'zoe',
		text: 'no',
		code: 'x',
		why: 'link',
		path: '/p',
		zone: 'eth0',
		id: '4xGh',
	},
	...{
		max: 1000,
		bytes: 70000,
		member: 'text',
		file: 'f',
		what: 'x',
		operator: 'on',
		day: '2026-03-01',
		month: '2026-03',
	},
	...{ before: 'A', now: 'B', until: '2026-03-01T10:00:00.000+01:00', reason: 'spam' },
};

describe.each(['en', 'de'] as const)('in %s', (language) => {
	test.each(Object.keys(en.problems))('%s has words', (code) => {
		speak(language);
		const said = sentenceOf({ code, params: everything });
		expect(said).toMatch(/[.?“”]$/);
		expect(said).not.toMatch(/[{}]/);
		if (code !== 'unknown') expect(said).not.toBe(sentenceOf({ code: 'unknown', params: { code } }));
	});
});

test('the words are those of the language that is spoken now', () => {
	const reason = JSON.stringify({ code: 'refused', params: { address: '10.0.0.1:54307' } });
	expect(problem(reason).sentence).toBe('No server answers at 10.0.0.1:54307. Is it running?');
	speak('de');
	expect(problem(reason).sentence).toBe('Unter 10.0.0.1:54307 antwortet kein Server. Läuft er?');
});

test('what ends, and why, has words of its own', () => {
	const until = '2126-03-01T10:00:00.000';
	expect(sentenceOf({ code: 'muted' })).toMatch(/^You're muted [a-z ]+\.$/);
	expect(sentenceOf({ code: 'muted', params: { until, reason: 'spam' } })).toMatch(
		/^You're muted until .*2126.*10:00.*: spam\.$/,
	);
	speak('de');
	expect(sentenceOf({ code: 'bye-banned', params: { until } })).toMatch(
		/^Du bist auf dem Server bis .*2126.* gesperrt\. Wende dich/,
	);
	expect(sentenceOf({ code: 'bye-kicked', params: { reason: 'genug!' } })).toBe(
		'Du wurdest vom Server geworfen: genug! Du kannst dich neu verbinden.',
	);
});

test('what somebody has put in is text, and chooses no words', () => {
	const name = '<img src=x onerror=alert(1)> {name} {max, plural, other {#}} \u202e$1';
	expect(sentenceOf({ code: 'you-block', params: { name } })).toBe(`You've blocked ${name}. Unblock them first.`);
	expect(sentenceOf({ code: 'server-refuses', params: { text: name } })).toBe(
		`The server refused this. It says: “${name}”`,
	);
	expect(sentenceOf({ code: 'muted', params: { until: name, reason: name } })).toContain(name);
	expect(sentenceOf({ code: 'invalid-name', params: { why: 'constructor' } })).toMatch(/it isn't a valid name/);
});

test('a code without words, and one whose words lack something, are said all the same', () => {
	for (const code of ['news', '', 'constructor', '__proto__', 'toString', 'name-taken.length', 'full'])
		expect(sentenceOf({ code })).toBe(
			`Something went wrong (${code}). Try again. If it keeps happening, update Confab.`,
		);
});

test('German has every code that English has', () => {
	expect(Object.keys(de.problems)).toEqual(Object.keys(en.problems));
});
