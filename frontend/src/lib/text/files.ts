import type { File } from '$lib/bridge/bridge';
import { locale } from './language.svelte';
import { t } from './message';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** 96 MB: as file managers count. */
export function fileSize(bytes: number): string {
	return written(bytes, unitOf(bytes));
}

/** 184 of 297 MB */
export function progress(done: number, size: number): string {
	const unit = unitOf(size);
	const whole = written(size, unit);
	return t('files.progress', { done: numberOf(Math.min(done, size), unit), size: whole });
}

/** 41 MB/s · 3 s left; empty while that is not known. */
export function pace(done: number, size: number, speed: number): string {
	if (!(speed > 0)) return '';
	const fast = t('files.speed', { size: fileSize(speed) });
	return t('files.pace', { speed: fast, left: duration(Math.ceil(Math.max(0, size - done) / speed)) });
}

/** 3 s, 4 min, 2 h: as exact as anybody wants to know it. */
function duration(seconds: number): string {
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
	return `${Math.ceil(seconds / 3600)} h`;
}

function unitOf(bytes: number): number {
	let at = 0;
	for (let n = bytes; n >= 999.5 && at < units.length - 1; n /= 1000) at++;
	return at;
}

function written(bytes: number, at: number): string {
	const amount = (Number.isFinite(bytes) ? Math.max(0, bytes) : 0) / 1000 ** at;
	const format = { style: 'unit', unit: units[at], unitDisplay: 'short', maximumFractionDigits: digits(amount, at) };
	return new Intl.NumberFormat(locale(), format as Intl.NumberFormatOptions).format(amount);
}

function numberOf(bytes: number, at: number): string {
	const amount = Math.max(0, bytes) / 1000 ** at;
	return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits(amount, at) }).format(amount);
}

const digits = (amount: number, at: number) => (at > 0 && amount < 10 ? 1 : 0);

// What shows as another name than it is, or as none: control characters, what turns the direction, and what has no width.
const unseen = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A file's name as it is shown. Go and the server clean names too; what the page shows does not depend on it. */
export function shownName(name: string): string {
	return name.replace(unseen, '') || t('files.nameless');
}

/** The letters behind the last dot. */
export function extensionOf(name: string): string {
	const at = name.lastIndexOf('.');
	return at > 0 ? name.slice(at + 1).toLowerCase() : '';
}

/** What a file is, as far as its looks go; an icon of each is in ui/Icon.svelte. */
export type Looks = 'picture' | 'audio' | 'video' | 'archive' | 'text' | 'document' | 'folder' | 'file';

const byExtension: [Looks, RegExp][] = [
	['archive', /^(zip|gz|tgz|bz2|xz|zst|7z|rar|tar)$/],
	['document', /^(pdf|docx?|odt|rtf|xlsx?|ods|pptx?|odp|epub)$/],
	['audio', /^(mp3|ogg|opus|flac|wav|m4a|aac)$/],
	['video', /^(mp4|mkv|webm|mov|avi|m4v)$/],
	['picture', /^(png|jpe?g|gif|webp|svg|heic|tiff?|bmp)$/],
	[
		'text',
		/^(txt|md|log|csv|tsv|json|ya?ml|toml|ini|conf|xml|html?|css|js|ts|svelte|go|py|c|h|cc|cpp|hpp|rs|java|kt|sh|sql|tex|diff|patch)$/,
	],
];

export function looksOf({ name, type }: Pick<File, 'name' | 'type'>): Looks {
	const extension = extensionOf(name);
	for (const [looks, fits] of byExtension) if (fits.test(extension)) return looks;
	const [kind] = (type ?? '').split('/', 1);
	if (kind === 'audio' || kind === 'video' || kind === 'text') return kind;
	return kind === 'image' ? 'picture' : 'file';
}

const mostPixels = 100_000; // of a side

/** How large a picture is; undefined for what is none, or says nothing that can be. */
export function dimensions({ width, height }: Pick<File, 'width' | 'height'>) {
	const can = (n: unknown): n is number => Number.isInteger(n) && (n as number) > 0 && (n as number) <= mostPixels;
	return can(width) && can(height) ? { width, height } : undefined;
}

/** A tint, if it is a colour and nothing else: it goes into a style. */
export function tintOf({ tint }: Pick<File, 'tint'>): string | undefined {
	return typeof tint === 'string' && /^#[0-9a-f]{6}$/i.test(tint) ? tint : undefined;
}

/** Whether a file is shown as a picture in the timeline. */
export function isPicture(file: File): boolean {
	return dimensions(file) !== undefined;
}

/** What a message says in one line: its text, or what it brings. */
export function inShort(message: { text: string; files?: File[] }): string {
	const files = message.files ?? [];
	if (message.text || files.length === 0) return message.text;
	if (files.length === 1) return shownName(files[0].name);
	return files.every(isPicture) ? t('files.pictures', { n: files.length }) : t('files.several', { n: files.length });
}
