// The window speaks English and shows 24 hours, in the time zone of the machine.
const hoursAndMinutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const dayMonthYear = new Intl.DateTimeFormat('en-GB', {
	weekday: 'long',
	day: 'numeric',
	month: 'long',
	year: 'numeric',
});
const dayOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOnlyAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const everything = new Intl.DateTimeFormat('en-GB', {
	weekday: 'long',
	day: 'numeric',
	month: 'long',
	year: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	hourCycle: 'h23',
});

/** 13:41 */
export function clock(at: string): string {
	return write(hoursAndMinutes, at);
}

/** Thursday 19 November; with the year when it is not this one. */
export function day(at: string, now = new Date()): string {
	const thisYear = new Date(at).getFullYear() === now.getFullYear();
	return write(thisYear ? dayAndMonth : dayMonthYear, at);
}

/** 13:41; with the day when it is not today. */
export function moment(at: string, now = new Date()): string {
	return sameDay(at, now.toISOString()) ? clock(at) : [day(at, now), clock(at)].filter(Boolean).join(', ');
}

/** 19 November; with the year when it is not this one. Short enough for a list. */
export function date(at: string, now = new Date()): string {
	const thisYear = new Date(at).getFullYear() === now.getFullYear();
	return write(thisYear ? dayOnly : dayOnlyAndYear, at);
}

/** The whole of it, to the second. */
export function full(at: string): string {
	return write(everything, at);
}

export function sameDay(a: string, b: string): boolean {
	return new Date(a).toDateString() === new Date(b).toDateString();
}

/** Whole seconds until a moment, never below 0. */
export function secondsUntil(at: string, now: number): number {
	return Math.max(0, Math.ceil((Date.parse(at) - now) / 1000)) || 0;
}

/** 4:09, of so many seconds. */
export function minutesAndSeconds(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function write(format: Intl.DateTimeFormat, at: string): string {
	const date = new Date(at);
	return Number.isNaN(date.getTime()) ? '' : format.format(date);
}
