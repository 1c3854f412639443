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

/** 13:41 */
export function clock(at: string): string {
	return write('time', at);
}

/** Thursday 19 November; with the year when it is not this one. */
export function day(at: string, now = today()): string {
	const thisYear = new Date(at).getFullYear() === now.getFullYear();
	return write(thisYear ? 'dayAndMonth' : 'dayMonthYear', at);
}

/** 13:41; with the day when it is not today. */
export function moment(at: string, now = today()): string {
	if (sameDay(at, now.toISOString())) return clock(at);
	const written = day(at, now);
	return written && t('moment', { day: written, clock: clock(at) });
}

/** 19 November; with the year when it is not this one. Short enough for a list. */
export function date(at: string, now = today()): string {
	const thisYear = new Date(at).getFullYear() === now.getFullYear();
	return write(thisYear ? 'dayOnly' : 'dayOnlyAndYear', at);
}

/** The whole of it, to the second. */
export function full(at: string): string {
	return write('everything', at);
}

export function sameDay(a: string, b: string): boolean {
	void here.zone; // which decides
	return new Date(a).toDateString() === new Date(b).toDateString();
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

function write(shape: Shape, at: string): string {
	const date = new Date(at);
	return Number.isNaN(date.getTime()) ? '' : format(shape).format(date);
}

function format(shape: Shape): Intl.DateTimeFormat {
	here.glance();
	const key = `${locale()} ${here.zone} ${shape}`;
	const format = formats.get(key) ?? new Intl.DateTimeFormat(locale(), shapes[shape]);
	formats.set(key, format);
	return format;
}
