import { here } from './here.svelte';
import { locale } from './language.svelte';
import { t } from './message';

// In the language that the window speaks, with 24 hours, in the time zone that the machine has now.
const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const dayAndMonth = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const shapes = {
	time,
	dayAndMonth,
	dayMonthYear: { ...dayAndMonth, year: 'numeric' },
	dayOnly: { day: 'numeric', month: 'short' },
	dayOnlyAndYear: { day: 'numeric', month: 'short', year: 'numeric' },
	everything: { ...dayAndMonth, year: 'numeric', ...time, second: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
type Shape = keyof typeof shapes;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A time as Go has it: milliseconds since 1970, of which 0 is none, or RFC 3339. */
export type When = number | string;

const dateOf = (at: When) => new Date(at || NaN);

/** As a machine reads it. */
export function stamp(at: When): string {
	const date = dateOf(at);
	return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** 13:41 */
export function clock(at: When): string {
	return write('time', at);
}

/** Thursday 19 November; with the year when it is not this one. */
export function day(at: When, now = today()): string {
	const thisYear = dateOf(at).getFullYear() === now.getFullYear();
	return write(thisYear ? 'dayAndMonth' : 'dayMonthYear', at);
}

/** 13:41; with the day when it is not today. */
export function moment(at: When, now = today()): string {
	if (sameDay(at, now.toISOString())) return clock(at);
	const written = day(at, now);
	return written && t('moment', { day: written, clock: clock(at) });
}

/** 19 November; with the year when it is not this one. Short enough for a list. */
export function date(at: When, now = today()): string {
	const thisYear = dateOf(at).getFullYear() === now.getFullYear();
	return write(thisYear ? 'dayOnly' : 'dayOnlyAndYear', at);
}

/** The whole of it, to the second. */
export function full(at: When): string {
	return write('everything', at);
}

export function sameDay(a: When, b: When): boolean {
	void here.zone; // which decides
	return dateOf(a).toDateString() === dateOf(b).toDateString();
}

/** Now; what is written by it is written again on another day. */
function today(): Date {
	here.glance();
	void here.day;
	return new Date();
}

/** 4:09, of so many seconds. */
export function minutesAndSeconds(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function write(shape: Shape, at: When): string {
	const date = dateOf(at);
	return Number.isNaN(date.getTime()) ? '' : format(shape).format(date);
}

function format(shape: Shape): Intl.DateTimeFormat {
	here.glance();
	const key = `${locale()} ${here.zone} ${shape}`;
	const format = formats.get(key) ?? new Intl.DateTimeFormat(locale(), shapes[shape]);
	formats.set(key, format);
	return format;
}
