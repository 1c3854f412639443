import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { ListedRoom } from '$lib/bridge/bridge';
import { aRoom, refusal } from '$lib/bridge/fake';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

const listed = (name: string, part: Partial<ListedRoom> = {}): ListedRoom => ({
	...{ name, topic: '', members: 1, at: 0, ...part },
});

async function joining(listRooms: (search: string, after: string) => Promise<unknown>) {
	const begun = await online();
	begun.bridge.answers.listRooms = listRooms;
	begun.bridge.emit({ room: aRoom({ name: 'den' }) });
	show(begun.session, Chat);
	const user = userEvent.setup();
	await user.click(screen.getByRole('button', { name: 'Create or join a room' }));
	await user.click(screen.getByRole('tab', { name: 'Join' }));
	const list = () => screen.getByRole('list', { name: 'Rooms that everyone can join' });
	return { ...begun, user, list, field: screen.getByRole('textbox', { name: 'Room name' }) };
}

test('the rooms of a server are listed, and joined with one click', async () => {
	const { bridge, session, user, list } = await joining(async () => ({
		rooms: [listed('den'), listed('tea', { topic: 'Green leaves', members: 12 })],
		after: '',
	}));
	await vi.waitFor(() => expect(within(list()).getAllByRole('listitem')).toHaveLength(2));
	expect(list()).toHaveTextContent('Green leaves');
	expect(list()).toHaveTextContent('12 people');
	expect(within(list()).getByRole('button', { name: 'Open den' })).toBeVisible();
	await user.click(within(list()).getByRole('button', { name: 'Join tea' }));
	expect(bridge.asked('joinRoom')).toEqual([['tea']]);
	expect(screen.queryByRole('dialog')).toBeNull();
	expect(session.rooms.shown.name).toBe('tea');
});

test('a room that one is in is opened, and not joined again', async () => {
	const { bridge, session, user, list } = await joining(async () => ({ rooms: [listed('den')], after: '' }));
	await user.click(await vi.waitFor(() => within(list()).getByRole('button', { name: 'Open den' })));
	expect(bridge.asked('joinRoom')).toEqual([]);
	expect(session.rooms.shown.name).toBe('den');
});

test('the list is searched once nothing else is typed, and an older answer comes too late', async () => {
	const answers: Record<string, (page: unknown) => void> = {};
	const { bridge, user, list, field } = await joining(
		(search) => new Promise((resolve) => (answers[search] = resolve)),
	);
	await vi.waitFor(() => expect(answers['']).toBeDefined());
	await user.type(field, '#tea');
	await vi.waitFor(() => expect(answers.tea).toBeDefined());
	expect(bridge.asked('listRooms')).toEqual([
		['', ''],
		['tea', ''],
	]);
	answers.tea!({ rooms: [listed('tea')], after: '' });
	answers['']!({ rooms: [listed('old')], after: '' });
	await vi.waitFor(() => expect(within(list()).getByRole('button', { name: 'Join tea' })).toBeVisible());
	expect(screen.queryByRole('button', { name: 'Join old' })).toBeNull();
});

test('further rooms come when asked for', async () => {
	const { bridge, user, list } = await joining(async (_, after) =>
		after ? { rooms: [listed('tea')], after: '' } : { rooms: [listed('biscuits')], after: 'biscuits' },
	);
	await user.click(await screen.findByRole('button', { name: 'Show more rooms' }));
	await vi.waitFor(() => expect(within(list()).getAllByRole('listitem')).toHaveLength(2));
	expect(bridge.asked('listRooms')).toEqual([
		['', ''],
		['', 'biscuits'],
	]);
	expect(screen.queryByRole('button', { name: 'Show more rooms' })).toBeNull();
});

test('what keeps the list away is said, and a name can be entered all the same', async () => {
	const { bridge, user, field } = await joining(() => refusal('not-connected'));
	expect(await screen.findByText(/There is no connection/)).toBeVisible();
	await user.type(field, 'tea{Enter}');
	expect(bridge.asked('joinRoom')).toEqual([['tea']]);
});

test('it says when there are no rooms, or none that match', async () => {
	const { user, field } = await joining(async () => ({ rooms: [], after: '' }));
	expect(await screen.findByText('There are no rooms yet that everyone can join.')).toBeVisible();
	await user.type(field, 'x');
	expect(await screen.findByText(/No room matches/)).toBeVisible();
});
