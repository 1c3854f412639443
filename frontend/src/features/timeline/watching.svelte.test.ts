import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepFocus } from './keep-focus.svelte';
import { LiveRegion } from './live-region.svelte';
import { ReadMarker } from './read-marker.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
	document.body.replaceChildren();
});

/** Runs what a component would while it begins. */
function begin<T>(make: () => T): { made: T; end: () => void } {
	let made!: T;
	const end = $effect.root(() => {
		made = make();
	});
	flushSync();
	return { made, end };
}

const rows = (to: number) => Array.from({ length: to }, (_, i) => ({ key: `k${i}` }));

test('keepFocus: the list takes the cursor of what goes, and no other', () => {
	const [list, button, other] = ['div', 'button', 'button'].map((name) => document.createElement(name));
	list!.tabIndex = 0;
	list!.append(button!);
	document.body.append(list!, other!);
	let drawn = $state(0);
	const { end } = begin(() =>
		keepFocus(
			() => list,
			() => drawn,
		),
	);

	other!.focus();
	drawn++;
	flushSync();
	expect(document.activeElement).toBe(other);

	button!.focus();
	// After it was looked at, as Svelte takes rows away.
	const going = begin(() => {
		$effect.pre(() => {
			if (drawn === 2) button!.remove();
		});
	});
	drawn++;
	flushSync();
	expect(document.activeElement).toBe(list);
	going.end();
	end();
});

test('LiveRegion: news is read out, pages and what comes all at once are not', () => {
	let room = $state.raw({ rows: rows(50), loading: false, loaded: true });
	const { made, end } = begin(
		() =>
			new LiveRegion(
				() => room,
				() => room.rows,
			),
	);
	const become = (part: Partial<typeof room>) => {
		room = { ...room, ...part };
		flushSync();
		return made.live;
	};
	expect(made.live).toBe('off');
	vi.advanceTimersByTime(500);
	expect(made.live).toBe('polite');
	expect(become({ rows: rows(60) })).toBe('polite');
	expect(become({ rows: rows(71) })).toBe('off'); // 11 at once
	vi.advanceTimersByTime(500);
	expect(become({ loading: true })).toBe('off');
	vi.advanceTimersByTime(5000);
	expect(made.live).toBe('off');
	expect(become({ loading: false })).toBe('off');
	vi.advanceTimersByTime(500);
	expect(made.live).toBe('polite');
	end();
});

test('ReadMarker: what is in sight while somebody looks is read', () => {
	let see: (seen: boolean) => void = () => {};
	vi.stubGlobal(
		'IntersectionObserver',
		class {
			constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
				see = (isIntersecting) => tell([{ isIntersecting }]);
			}
			observe() {}
			disconnect() {}
		},
	);
	const did: string[] = [];
	const note = (what: string) => () => void did.push(what);
	const room = {
		rows: [],
		state: { unread: 3 },
		view: { following: false, followed: note('followed') },
		unread: { looked: (n: number) => did.push(`looked ${n}`), noted: note('noted'), away: note('away') },
		readToEnd: note('read'),
	};
	let front = $state(true);
	let following = $state(false);
	const { made, end } = begin(() => new ReadMarker(() => room, { front: () => front, following: () => following }));
	const then = () => {
		flushSync();
		return did.splice(0);
	};
	expect(then()).toEqual(['looked 3']);
	const gone = made.watchLine(document.body);
	see(false);
	expect([then(), made.seesLine]).toEqual([[], false]);
	see(true);
	expect(then()).toEqual(['noted']);
	following = true;
	expect([then(), room.view.following]).toEqual([['followed', 'read'], true]);
	front = false;
	expect(then()).toEqual(['away']);
	front = true;
	expect(then()).toEqual(['looked 3', 'noted', 'read']);
	gone();
	expect(made.seesLine).toBeUndefined();
	end();
});
