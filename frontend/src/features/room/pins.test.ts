import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import type { PageAsk } from '$lib/bridge/bridge';
import { aRoom, aRow } from '$lib/bridge/fake';
import { told } from '$lib/text/told';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';
import { aboutMessage } from '../deeds/deeds';

async function lobby() {
	const begun = await online();
	begun.bridge.emit({ room: aRoom({ name: 'lobby' }) });
	const room = begun.session.rooms.byName('lobby')!;
	return { ...begun, room };
}

test('a message is pinned and unpinned in its menu, and shows at once', async () => {
	const { bridge, session, room } = await lobby();
	const item = (label: string, flags?: string[]) =>
		aboutMessage(session, room, aRow({ key: 'm', seq: 1, flags }), () => {}).find((i) => i.label === label);
	item('Pin message')!.onselect();
	item('Unpin message', ['pin'])!.onselect();
	await vi.waitFor(() =>
		expect(bridge.asked('pin').map((c) => c[1])).toMatchObject([
			{ target: 'm', off: false },
			{ target: 'm', off: true },
		]),
	);
});

test('the room’s panel lists the pins, goes to one and unpins one', async () => {
	const { bridge, session, room } = await lobby();
	const pinned = aRow({ key: 'm', seq: 7, text: 'wifi: 1234', flags: ['pin'] });
	bridge.answers.page = async (ask: PageAsk) => ({
		rows: ask.flag === 'pin' ? [pinned] : [],
		older: false,
		newer: false,
	});
	const jump = vi.spyOn(room, 'jumpTo').mockResolvedValue();
	show(session, Chat);
	session.dialogs.open({ kind: 'room', room, view: 'about' });
	await tick();
	const user = userEvent.setup();
	const list = within(screen.getByRole('list', { name: 'Pinned messages' }));
	expect(await list.findByText('wifi: 1234')).toBeVisible();
	await user.click(list.getByRole('button', { name: 'Unpin message' }));
	expect(bridge.asked('pin')[0][1]).toMatchObject({ target: 'm', off: true });
	await user.click(list.getByRole('button', { name: 'Go to message' }));
	expect(jump).toHaveBeenCalledWith(7);
	expect(screen.queryByRole('dialog')).toBeNull();
});

test('the timeline says who pinned and unpinned', () => {
	const said = (off?: boolean) =>
		told([{ kind: 'pin', from: 'bob', off }])[0]
			.map((p) => (typeof p === 'string' ? p : p.said))
			.join('');
	expect(said()).toBe('bob pinned a message');
	expect(said(true)).toBe('bob unpinned a message');
});
