import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeBridge, aRow } from '$lib/bridge/fake';
import { Search } from './search.svelte';

let bridge: FakeBridge;
let search: Search;
beforeEach(() => {
	vi.useFakeTimers();
	bridge = new FakeBridge();
	search = new Search(bridge);
});
afterEach(() => void vi.useRealTimers());

const type = (query: string) => (search.query = query);
const aHit = (key: string) => ({
	...{ key, seq: 1, room: 'lobby', at: '', from: 'bob', guest: false, text: 'paper', marks: [] as [number, number][] },
});
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('it is asked once somebody stops typing, not for each letter', async () => {
	search.open('lobby');
	type('pap');
	await wait(119);
	type('paper ');
	await wait(119);
	expect(bridge.asked('search')).toEqual([]);
	expect(search.busy).toBe(true);
	await wait(1);
	expect(bridge.asked('search')).toEqual([['paper', 'lobby', 0]]);
	expect([search.busy, search.answered]).toEqual([false, true]);
});

test('what is wiped out is asked no more, and what was found is gone', async () => {
	type('paper');
	await wait(50);
	type('  ');
	await wait(500);
	expect(bridge.asked('search')).toEqual([]);
	expect([search.busy, search.answered, search.hits]).toEqual([false, false, []]);
});

test('another place is asked at once', async () => {
	type('paper');
	await wait(120);
	search.within('tea');
	search.within('tea');
	await wait(0);
	expect(bridge.asked('search')).toEqual([
		['paper', '', 0],
		['paper', 'tea', 0],
	]);
});

test('more is asked for once, and not where there is none', async () => {
	await search.next();
	type('paper');
	await wait(120);
	await search.next();
	expect(bridge.asked('search')).toHaveLength(1);
	bridge.answers.search = async () => ({ hits: [aHit('a')], before: 7 });
	type('papers');
	await wait(120);
	await Promise.all([search.next(), search.next()]);
	expect(bridge.asked('search').slice(2)).toEqual([['papers', '', 7]]);
});

test('where many were looked at in vain it goes on by itself, until something is found or something else is typed', async () => {
	const steps = [900, 800, 700];
	bridge.answers.search = async () => ({ hits: steps.length === 1 ? [aHit('a')] : [], before: steps.shift() ?? 0 });
	type('->');
	await wait(120);
	expect(bridge.asked('search').map(([, , before]) => before)).toEqual([0, 900, 800]);
	expect([search.hits.length, search.more, search.busy]).toEqual([1, true, false]);
	let asked = 0;
	bridge.answers.search = async () => {
		if (++asked === 2) type('');
		return { hits: [], before: 5 };
	};
	type('>-');
	await wait(120);
	expect([asked, search.hits, search.busy]).toEqual([2, [], false]);
});

test('what is taken back while it stands among the hits goes from there, an edited one stays', async () => {
	const hits = ['a', 'b', 'c', 'd'].map(aHit);
	bridge.answers.search = async () => ({ hits, before: 0 });
	type('paper');
	await wait(120);
	search.seen(aRow({ key: 'a', status: 'retracted' }));
	search.seen(aRow({ key: 'b', status: 'removed' }));
	search.seen(aRow({ key: 'c', status: 'edited' }));
	expect(search.hits.map((hit) => hit.key)).toEqual(['c', 'd']);
});
