import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem } from '$lib/bridge/bridge';
import { speak } from './language.svelte';
import german from './messages/de.sentences.json';
import { translate } from './translate';

beforeEach(() => speak('de'));
afterEach(() => speak('en'));

test('what Go says is said in the language of the window', () => {
	const said = 'Nobody answers at 10.0.0.1:54307. Is the server running?';
	const reason = JSON.stringify({ code: 'unreachable', sentence: said });
	expect(problem(reason).sentence).toBe('Unter 10.0.0.1:54307 antwortet niemand. Läuft der Server?');
	speak('en');
	expect(problem(reason).sentence).toBe(said);
});

test('a sentence in a sentence is translated, too, and what somebody wrote is not', () => {
	expect(
		translate(
			"This address can't be used: the port is missing. Write it as the server shows it, for example chat://192.168.4.20:54307.",
		),
	).toBe(
		'Diese Adresse lässt sich nicht benutzen: der Port fehlt. Bitte so eingeben, wie der Server sie anzeigt, etwa chat://192.168.4.20:54307.',
	);
	expect(translate('You were removed from the server: enough! You can reconnect.')).toBe(
		'Du wurdest vom Server entfernt: enough! Du kannst dich neu verbinden.',
	);
	expect(
		translate('The server does not let you in: this invitation has been used or is too old. Ask for a new one.'),
	).toBe(
		'Der Server lässt dich nicht herein: diese Einladung wurde schon benutzt oder ist zu alt. Bitte um eine neue bitten.',
	);
	expect(translate('You are banned until 2026-03-01 10:00 UTC: spam.')).toBe(
		'Du bist bis 2026-03-01 10:00 UTC gesperrt: spam.',
	);
	expect(translate('The server does not answer. Try again in a while.')).toBe(
		'Der Server antwortet nicht. Bitte später erneut versuchen.',
	);
	expect(translate('The name it is empty is reserved. Choose another one.')).toBe(
		'Der Name it is empty ist reserviert. Bitte einen anderen wählen.',
	);
	expect(translate('The name $1 {name} is reserved. Choose another one.')).toBe(
		'Der Name $1 {name} ist reserviert. Bitte einen anderen wählen.',
	);
});

test('what the catalog does not have stays as it is', () => {
	for (const text of [
		'',
		'Something else.',
		'Nobody answers at .',
		`Nobody answers at ${'a'.repeat(500)}. Is the server running?`,
	]) {
		expect(translate(text)).toBe(text);
	}
});

test('what is meant to take long does not', () => {
	const worst = Object.keys(german).map((from) =>
		from.replace(/\{\w+\}/g, 'The server at . '.repeat(20)).slice(0, 499),
	);
	const began = performance.now();
	for (const text of worst) translate(text);
	expect((performance.now() - began) / worst.length).toBeLessThan(5); // ms
});

test('every German sentence has the places of the English one, and says enough to be known by', () => {
	const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
	for (const [from, into] of Object.entries(german)) {
		expect({ from, places: places(into) }).toEqual({ from, places: places(from) });
		expect(from.replace(/\{\w+\}/g, '').length, from).toBeGreaterThan(7);
		expect(new Set(places(from)).size, from).toBe(places(from).length);
	}
});
