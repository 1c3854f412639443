import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Found, Hit } from '$lib/bridge/bridge';
import { aRoom, refusal } from '$lib/bridge/fake';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

const aHit = (n: number, part: Partial<Hit> = {}): Hit => ({
	key: `hit ${n}`,
	seq: n,
	room: 'lobby',
	at: Date.parse('2026-03-01T10:00:00Z'),
	from: 'bob',
	guest: false,
	text: 'the printer is out of paper',
	marks: [[4, 11]],
	...part,
});

async function search(keys = '{Control>}f{/Control}') {
	const begun = await online();
	const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
	begun.bridge.emit({ room: aRoom({ name: 'tea' }) });
	begun.bridge.emit({ room: aRoom({ name: '@alice,bob', with: ['alice', 'bob'] }) });
	show(begun.session, Chat);
	await user.keyboard(keys);
	const answer = (found: Partial<Found>) =>
		(begun.bridge.answers.search = async () => ({ hits: [], before: 0, ...found }));
	const options = () => screen.queryAllByRole('option');
	const settle = () => vi.advanceTimersByTimeAsync(120);
	return { ...begun, user, answer, options, settle, panel: screen.getByRole('search') };
}

test('begins in this room, with what can be typed besides words', async () => {
	const { panel, user, bridge, settle } = await search();
	expect(screen.getByRole('combobox', { name: 'Search messages' })).toHaveFocus();
	expect(panel).toHaveTextContent('in:lobby');
	for (const filter of ['from:bob', 'in:lobby', 'before:', 'after:', 'has:link'])
		expect(panel).toHaveTextContent(filter);
	await user.keyboard('paper');
	await settle();
	expect(bridge.asked('search')).toEqual([['paper', 'lobby', 0]]);
});

test('everywhere: by its key, and by a press on where', async () => {
	const { user, bridge, settle, session } = await search();
	await user.keyboard('paper');
	await settle();
	await user.click(screen.getByRole('button', { name: 'in:lobby. Search all rooms' }));
	await settle();
	expect(bridge.asked('search').at(-1)).toEqual(['paper', '', 0]);
	expect(screen.getByRole('combobox')).toHaveFocus();
	await user.keyboard('{Control>}f{/Control}');
	expect(session.search.room).toBe('lobby');
	await user.keyboard('{Control>}{Shift>}F{/Shift}{/Control}');
	expect(session.search.room).toBe('');
});

test('shows where, who and what, the words marked, as text and never as anything else', async () => {
	const { user, answer, options, settle } = await search('{Control>}{Shift>}F{/Shift}{/Control}');
	const text = '<b>paper</b>';
	answer({ hits: [aHit(3), aHit(2, { room: '@alice,bob', text, marks: [[3, 8]], guest: true })] });
	await user.keyboard('paper');
	await settle();
	expect(options()[0]).toHaveTextContent(/bob\s*#lobby/);
	expect(options()[0].querySelector('mark')).toHaveTextContent('printer');
	expect(options()[1]).toHaveTextContent(/guest\s*@bob/);
	expect(options()[1]).toHaveTextContent(text);
	expect(options()[1].querySelector('mark')).toHaveTextContent(/^paper$/);
	expect(within(screen.getByRole('search')).getByRole('status')).toHaveTextContent('2 results');
});

test('the arrows and Enter go to a message, and the cursor stays for the next one', async () => {
	const { user, answer, bridge, session, settle } = await search();
	answer({ hits: [aHit(9), aHit(5, { room: 'tea' })] });
	await user.keyboard('paper');
	await settle();
	await user.keyboard('{ArrowDown}{Enter}');
	expect(session.rooms.shown.name).toBe('tea');
	expect(bridge.asked('page').at(-1)).toEqual([expect.objectContaining({ room: 'tea', around: 5 })]);
	await tick();
	expect(screen.getByRole('combobox')).toHaveFocus();
	await user.keyboard('{ArrowUp}{Enter}');
	expect(bridge.asked('page').at(-1)).toEqual([expect.objectContaining({ room: 'lobby', around: 9 })]);
});

test('more is asked for where the last answer ended', async () => {
	const { user, answer, bridge, options, settle } = await search();
	answer({ hits: [aHit(9)], before: 9 });
	await user.keyboard('paper');
	await settle();
	answer({ hits: [aHit(5)] });
	await user.click(screen.getByRole('button', { name: 'Show more results' }));
	expect(bridge.asked('search').at(-1)).toEqual(['paper', 'lobby', 9]);
	expect(options()).toHaveLength(2);
	expect(screen.queryByRole('button', { name: 'Show more results' })).toBeNull();
});

test('an answer to what is typed no more is dropped', async () => {
	const { user, bridge, options, settle } = await search();
	const late: ((found: Found) => void)[] = [];
	bridge.answers.search = () => new Promise<Found>((done) => late.push(done));
	await user.keyboard('pap');
	await settle();
	await user.keyboard('er');
	await settle();
	late[1]({ hits: [aHit(9)], before: 0 });
	await tick();
	late[0]({ hits: [aHit(1), aHit(2), aHit(3)], before: 1 });
	await vi.advanceTimersByTimeAsync(0);
	expect(options()).toHaveLength(1);
});

test('what cannot be searched for is said, and nothing found is, too', async () => {
	const { user, bridge, answer, settle } = await search();
	bridge.answers.search = () => refusal('query-day', { operator: 'before', day: '2026-03-01', month: '2026-03' });
	await user.keyboard('before:x');
	await settle();
	expect(screen.getByText(/^After before:, enter a day like 2026-03-01/)).toBeVisible();
	answer({});
	await user.keyboard('y');
	await settle();
	expect(screen.queryByText(/wants a day/)).toBeNull();
	expect(screen.getByText('No results in lobby.')).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Search all rooms' }));
	await settle();
	expect(screen.getByText('No results.')).toBeVisible();
});

test('Esc closes it, the cursor goes back to where one writes, and what was found is there the next time', async () => {
	const { user, answer, options, settle } = await search();
	answer({ hits: [aHit(9)] });
	await user.keyboard('paper');
	await settle();
	await user.keyboard('{Escape}');
	expect(screen.queryByRole('search')).toBeNull();
	expect(screen.getByRole('textbox')).toHaveFocus();
	await user.keyboard('{Control>}f{/Control}');
	expect(options()).toHaveLength(1);
	expect(screen.getByRole('combobox')).toHaveValue('paper');
});
