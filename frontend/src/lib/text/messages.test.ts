import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { speak } from './language.svelte';
import { say, t } from './message';
import de from './messages/de.json';
import en from './messages/en.json';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
interface Catalog {
	[name: string]: string | Catalog;
}
/** A piece of a program, as its parser has it. */
interface Node {
	type: string;
	[part: string]: unknown;
}
interface Call {
	where: string;
	/** What its key can be. */
	keys: RegExp[];
	gives: string[];
}

const messages = { en: flat(en), de: flat(de) };
const calls = sources().flatMap(callsIn);

/** What Go says itself, and what it calls by a code: build/check holds these to the codes that there are. */
const elsewhere = /^(tray|notices|exported|problems|doctor)\./;

function flat(catalog: Catalog, before = ''): Map<string, string> {
	return new Map(
		Object.entries(catalog).flatMap(([name, text]) =>
			typeof text === 'string' ? [[`${before}${name}`, text] as const] : [...flat(text, `${before}${name}.`)],
		),
	);
}

/** The names of what a message wants to be given. */
function wanted(text: string): string[] {
	const names = (elements: Element[]): string[] =>
		elements.flatMap((e) => {
			if (!('value' in e) || e.type === 0) return [];
			const below = 'options' in e ? Object.values(e.options).flatMap((o) => names(o.value)) : [];
			return [e.value, ...below];
		});
	return [...new Set(names(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()))].sort();
}

/** Every file of the window that is no test. */
function sources(): string[] {
	const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
	return files.filter((f) => /\.(svelte|ts)$/.test(f) && !/\.test\.ts$/.test(f)).map((f) => `src/${f}`);
}

/** Every call of t and say in a file. */
function callsIn(file: string): Call[] {
	const text = readFileSync(file, 'utf8');
	if (!text.includes('text/message') && !text.includes('./message')) return [];
	const program = file.endsWith('.svelte') ? text : `<script lang="ts">${text}</script>`;
	const found: Call[] = [];
	walk(parse(program, { modern: true }), (node) => {
		const callee = node.callee as Node | undefined;
		if (node.type !== 'CallExpression' || !['t', 'say'].includes(String(callee?.name))) return;
		const [key, values] = node.arguments as Node[];
		found.push({
			where: `${file}: ${program.slice(Number(node.start), Number(node.end))}`,
			keys: keysOf(key),
			gives: given(values),
		});
	});
	return found;
}

function walk(node: unknown, visit: (node: Node) => void): void {
	if (Array.isArray(node)) for (const each of node) walk(each, visit);
	else if (node && typeof node === 'object') {
		if ('type' in node) visit(node as Node);
		for (const each of Object.values(node)) walk(each, visit);
	}
}

/** The keys are written where they are used, so that they can be found: as text, or as text with pieces in it. */
function keysOf(key: Node): RegExp[] {
	if (key.type === 'Literal') return [new RegExp(`^${String(key.value).replaceAll('.', '\\.')}$`)];
	if (key.type !== 'TemplateLiteral') return [];
	const texts = (key.quasis as { value: { raw: string } }[]).map((q) => q.value.raw.replaceAll('.', '\\.'));
	return [new RegExp(`^${texts.join('[\\w-]+')}$`)];
}

function given(values: Node | undefined): string[] {
	const properties = (values?.properties ?? []) as { key?: { name: string } }[];
	return properties.map((p) => p.key?.name ?? '').sort();
}

test('both languages say the same things, of the same values', () => {
	expect([...messages.de.keys()]).toEqual([...messages.en.keys()]);
	for (const [key, text] of messages.en)
		expect({ key, values: wanted(messages.de.get(key)!) }).toEqual({ key, values: wanted(text) });
});

test('every message has its place in the window, and every place its message', () => {
	expect(calls.length).toBeGreaterThan(300);
	const unused = [...messages.en.keys()]
		.filter((key) => !calls.some((c) => c.keys.some((k) => k.test(key))))
		.filter((key) => !elsewhere.test(key));
	expect(unused).toEqual([]);
	for (const { where, keys } of calls) {
		const there = [...messages.en.keys()].some((key) => keys.some((k) => k.test(key)));
		expect({ where, there }).toEqual({ where, there: true });
	}
});

test('every message is given what it wants', () => {
	for (const { where, keys, gives } of calls) {
		for (const [key, text] of messages.en) {
			if (!keys.some((k) => k.test(key))) continue;
			const missing = wanted(text).filter((name) => !gives.includes(name));
			expect({ where, key, missing }).toEqual({ where, key, missing: [] });
		}
	}
});

test('names are kept apart in sentences, and words are chosen by what is meant', () => {
	speak('en');
	expect(say('room.leaveTitle', { name: '#tea' })).toEqual(['Leave ', { said: '#tea' }, '?']);
	expect(say('deeds.title.role', { name: 'eve', role: 'moderator' })).toEqual([
		'Make ',
		{ said: 'eve' },
		' a moderator',
	]);
	expect(say('timeline.joined', { who: [{ said: 'eve' }, ' and ', { said: 'bob' }], n: 2 })).toEqual([
		...[{ said: 'eve' }, ' and ', { said: 'bob' }],
		' joined',
	]);
	// What comes from outside is no way into the program.
	expect(say('deeds.title.role', { name: '{role}', role: 'constructor' })).toEqual([
		'Make ',
		{ said: '{role}' },
		' a guest',
	]);
	speak('de');
	expect(say('deeds.title.role', { name: 'eve', role: 'moderator' })).toEqual([{ said: 'eve' }, ' zum Mod machen']);
	expect(t('timeline.newBelow', { n: 1234 })).toBe('1.234 neue Nachrichten');
	speak('en');
	expect(t('timeline.newBelow', { n: 1 })).toBe('1 new message');
});
