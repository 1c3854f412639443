import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '../native/cast';
import type { RealWindow } from '../native/real-window';
import { say, tell } from './figures';
import { family, megabytes, memory } from './memory';

/** What build/measure has filled: a lobby of 100,000 messages, 99 rooms of 10,000, and no server. */
const data = process.env.ARCHIVE!;
const probe = fileURLToPath(new URL('probe.js', import.meta.url));

/** Runs the body of an async function in the page, and gives what it comes to. */
async function ask<T>({ driver }: RealWindow, body: string): Promise<T> {
	await driver.run(
		`delete window.answer; (async () => { ${body} })().then((a) => (window.answer = { a }), (e) => (window.answer = { e: String(e) }))`,
	);
	const { a, e } = await driver.untilWithin<{ a: T; e?: string }>(500_000, 'return window.answer');
	if (e) throw new Error(e);
	return a;
}

/** When a process began, in milliseconds of the clock. */
function began(pid: number): number {
	const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]);
	const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
	return Date.now() - (uptime - ticks / 100) * 1000;
}

/** From now on, how long the program's processes work, whoever else has the machine meanwhile. */
function works(pid: number): (what: string, times: number) => void {
	const now = () => {
		const each: Record<string, number> = {};
		for (const one of family(pid)) {
			const [name, rest] = readFileSync(`/proc/${one}/stat`, 'utf8')
				.replace(/^\d+ \(/, '')
				.split(') ');
			const [user, system] = rest.split(' ').slice(11, 13);
			each[name] = (each[name] ?? 0) + (Number(user) + Number(system)) * 10;
		}
		return each;
	};
	const before = now();
	return (what, times) => {
		const parts = Object.entries(now()).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / times] as const);
		const all = parts.reduce((sum, [, ms]) => sum + ms, 0);
		say(
			`Processor time of ${what}: ${all.toFixed(1)} ms (${parts.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', ')})`,
		);
	};
}

test('from the start of the process to the first messages', async ({ cast }) => {
	const all: number[] = [];
	for (let i = 0; i < 11; i++) {
		const window = await cast.window(data, 0, probe);
		const rows = await window.driver.until<number>('return window.probe.start.rows');
		if (i > 0) all.push(rows - began(window.pid));
		if (i === 10) say(`Memory with a million messages on the disk: ${megabytes(memory(window.pid))}`);
		await window.end();
	}
	tell('Start to the first messages, a million in the archive', all);
});

test('in a room of 100,000 messages and among a hundred rooms', async ({ cast }) => {
	const window = await cast.window(data, 0, probe);
	const { driver } = window;
	await window.toFront();
	await driver.until('return window.probe.rows() >= 50');
	await ask(window, 'await window.probe.open("lobby")'); // wherever it was left
	await ask(window, 'await window.probe.scroll(400, 450)'); // as many rows as there are at most
	const composer = await driver.field('Message lobby');

	await driver.type(composer, 'w'.repeat(20));
	await driver.run('window.probe.keys.length = 0');
	let worked = works(window.pid);
	for (let i = 0; i < 200; i++) await driver.type(composer, 'abcdefgh '[i % 9]);
	const keys = await driver.until<number[]>('return window.probe.keys.length >= 200 && window.probe.keys');
	tell('Key to glyph', keys);
	worked('a key', 200);

	const opening: number[] = [];
	worked = works(window.pid);
	for (let i = 1; i <= 60; i++) {
		opening.push(await ask<number>(window, `return window.probe.open('room-${String(i).padStart(2, '0')}')`));
	}
	tell('Opening a room for the first time', opening);
	worked('opening a room', 60);
	const again: number[] = [];
	for (let i = 30; i <= 60; i++)
		again.push(await ask<number>(window, `return window.probe.open('room-${String(i).padStart(2, '0')}')`));
	tell('Opening a room again', again);

	const calls: number[] = [];
	const words = [
		'the',
		'of',
		'wex',
		'kan',
		'some word',
		'from:person0',
		'in:room-07 the',
		'the of and',
		'has:link',
		'there',
		'would',
		'nothinglikeit',
		'ter',
		'"of the"',
	];
	for (const query of [...words, ...words, ...words]) {
		calls.push(
			await ask<number>(
				window,
				`const begun = performance.now(); await window.go.main.App.Search(${JSON.stringify(query)}, '', 0); return performance.now() - begun`,
			),
		);
	}
	tell('Search, from the page to the archive and back', calls);
	await window.press('Search');
	await window.press('in:room-60. Search all rooms');
	const typed: number[] = [];
	for (const query of words.filter((w) => w !== 'nothinglikeit')) {
		const field = await driver.field('Search messages');
		await driver.clear(field);
		await driver.run(
			`const f = document.querySelector('[role=search] input'); f.value = ''; f.dispatchEvent(new InputEvent('input', { bubbles: true }))`,
		);
		await driver.until(`return document.querySelectorAll('[role=search] [role=option]').length === 0`);
		await driver.type(field, query.slice(0, -1));
		await driver.run('delete window.answer; window.probe.search().then((a) => (window.answer = { a }))');
		await driver.type(field, query.at(-1)!);
		const found = await driver.until<{ a: number }>('return window.answer');
		typed.push(found.a);
	}
	tell('Search, from the last key to the hits (120 ms of it the page waits for another key)', typed);
});

const messages = 10_000;

test('scrolling up through 10,000 of 100,000 messages', async ({ cast }) => {
	const window = await cast.window(data, 0, probe);
	await window.toFront();
	await window.driver.until('return window.probe.rows() >= 50');
	const { frames, seen, nodes, rows } = await ask<{ frames: number[]; seen: number; nodes: number; rows: number }>(
		window,
		`return window.probe.scroll(400, ${messages})`,
	);
	tell('A frame while scrolling', frames);
	const late = frames.filter((f) => f > 25).length;
	say(
		`Of ${frames.length} frames ${late} came late (more than 25 ms); ${seen} messages were seen, at most ${nodes} elements and ${rows} rows at once`,
	);
	say(`Memory afterwards: ${megabytes(memory(window.pid))}`);
	await new Promise((r) => setTimeout(r, 20_000));
	say(`… and 20 s later: ${megabytes(memory(window.pid))}`);
});
