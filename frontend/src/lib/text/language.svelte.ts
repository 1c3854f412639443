/** A language that the window speaks. */
export type Spoken = 'en' | 'de';

/** Which one is wanted. */
export type Language = 'system' | Spoken;

const locales = { en: 'en-GB', de: 'de-DE' };

let spoken = $state<Spoken>(ofTheSystem());

/** The language that the window speaks now: whoever shows what depends on it shows it anew when it changes. */
export function language(): Spoken {
	return spoken;
}

/** The same, as Intl calls it. */
export function locale(): string {
	return locales[spoken];
}

/** Speaks another language from now on. */
export function speak(wanted: Language): void {
	spoken = wanted === 'system' ? ofTheSystem() : wanted;
}

/** The first of the system's languages that the window speaks. */
function ofTheSystem(): Spoken {
	const first = navigator.languages.map((l) => l.toLowerCase().split('-')[0]).find((l) => l === 'de' || l === 'en');
	return first === 'de' ? 'de' : 'en';
}
