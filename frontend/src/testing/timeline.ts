import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { vi } from 'vitest';
import { aRoom, aRow } from '$lib/bridge/fake';
import type { PageAsk, RoomState, Row } from '$lib/bridge/bridge';
import Timeline from '../features/timeline/Timeline.svelte';
import { online, show } from './show';

interface Given {
	/** What the archive has. */
	rows?: Row[];
	state?: Partial<RoomState>;
}

export async function timeline({ rows = [], state = {} }: Given = {}) {
	const begun = await online({ you: 'alice' });
	const { bridge, session } = begun;
	bridge.answers.page = async ({ before, around, limit }: PageAsk) => {
		const end = before ? rows.findIndex((r) => r.seq >= before) : around ? around + limit / 2 : rows.length;
		const from = Math.max(0, end - limit);
		return { rows: rows.slice(from, end), older: from > 0, newer: end < rows.length };
	};
	session.rooms.shown.clear();
	bridge.emit({ room: aRoom({ seq: rows.at(-1)?.seq ?? 0, ...state }) });
	await session.rooms.shown.open();
	session.rooms.front = true;
	show(session, Timeline, { room: session.rooms.shown });
	await settled();
	const hear = async (...parts: Partial<Row>[]) => {
		for (const part of parts) bridge.emit({ row: aRow(part) });
		await tick();
	};
	const log = screen.getByRole('log', { name: 'Messages in lobby' });
	return { ...begun, room: session.rooms.shown, hear, log, user: userEvent.setup() };
}

export const settled = () => new Promise((done) => setTimeout(done));
export const many = (n: number) =>
	Array.from({ length: n }, (_, i) => aRow({ key: `k${i + 1}`, seq: i + 1, text: `no ${i + 1}.` }));
export const drawn = (log: HTMLElement) =>
	within(log)
		.queryAllByText(/^no \d+\.$/)
		.map((e) => e.textContent);

/** Makes a list that has no layout seem scrolled: jsdom draws nothing. */
export function scroll(list: HTMLElement, to: number, height = 5000) {
	Object.defineProperty(list, 'scrollHeight', { value: height, configurable: true });
	Object.defineProperty(list, 'clientHeight', { value: 500, configurable: true });
	list.scrollTop = to;
	list.dispatchEvent(new Event('scroll'));
	return settled();
}

/** What is given says whether somebody sees what was watched last: jsdom has no sight. */
export function sight() {
	let see = (_seen: boolean) => {};
	vi.stubGlobal(
		'IntersectionObserver',
		class {
			constructor(call: (entries: { isIntersecting: boolean }[]) => void) {
				see = (isIntersecting) => call([{ isIntersecting }]);
			}
			observe() {}
			disconnect() {}
		},
	);
	return (seen: boolean) => see(seen);
}

/** Gives every row a height, so that there is a layout to keep still. */
export function layOut(list: HTMLElement, height = 20) {
	const rows = () => [...list.querySelectorAll<HTMLElement>('[data-key]')];
	Object.defineProperty(list, 'clientHeight', { value: 500, configurable: true });
	Object.defineProperty(list, 'scrollHeight', { get: () => rows().length * height, configurable: true });
	vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
		const at = rows().indexOf(this);
		return at < 0 ? new DOMRect(0, 0, 0, 500) : new DOMRect(0, at * height - list.scrollTop, 0, height);
	});
	return { at: (text: string) => rows().findIndex((r) => r.textContent.includes(text)) * height - list.scrollTop };
}
