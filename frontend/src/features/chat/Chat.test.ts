import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aRoom, people } from '$lib/bridge/fake';
import { online, show } from '../../testing/show';
import Chat from './Chat.svelte';

async function chat() {
	const begun = await online();
	const user = userEvent.setup();
	begun.bridge.emit({ room: aRoom({ topic: 'Bench bookings', members: 7 }) });
	begun.bridge.emit({ room: aRoom({ name: 'tea', unread: 2, seq: 41 }) });
	begun.bridge.emit({ room: aRoom({ name: 'zoo' }) });
	show(begun.session, Chat);
	const shown = () => begun.session.rooms.shown.name;
	return { ...begun, user, shown };
}

test('the head says which room, what for and how many, and leads to them', async () => {
	const { user, bridge } = await chat();
	expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent(/#\s*lobby/);
	expect(screen.getByText('Bench bookings')).toHaveAttribute('title', 'Bench bookings');
	// In the lobby is whoever is connected, whatever the server said at first.
	bridge.emit(people(['alice', 'bob', 'eve']));
	await user.click(await screen.findByRole('button', { name: 'Show 3 people' }));
	expect(screen.getByRole('tab', { name: 'Members' })).toHaveAttribute('aria-selected', 'true');
});

test('a room of two is headed by the other one', async () => {
	const { bridge } = await chat();
	bridge.emit({ room: aRoom({ name: '@alice,eve', with: ['alice', 'eve'] }) });
	bridge.emit(people(['alice', 'eve']));
	bridge.emit({ show: { room: '@alice,eve', seq: 0 } });
	await tick();
	expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('eve');
	expect(screen.getByRole('heading', { level: 1 })).not.toHaveTextContent('#');
	expect(screen.queryByRole('button', { name: /^Show \d+ people/ })).toBeNull();
});

test('the keys go from room to room', async () => {
	const { user, shown } = await chat();
	await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
	expect(shown()).toBe('tea');
	await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
	expect(shown()).toBe('lobby');
	await user.keyboard('{Alt>}{Shift>}{ArrowUp}{/Shift}{/Alt}');
	expect(shown()).toBe('tea');
	expect(screen.getByRole('textbox')).toHaveFocus();
});

test('the keys do nothing in a dialog, nor while something is composed', async () => {
	const { user, shown, session } = await chat();
	const composing = new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, isComposing: true, bubbles: true });
	screen.getByRole('textbox').dispatchEvent(composing);
	expect(session.dialogs.shown).toBeUndefined();
	await user.keyboard('{Control>}/{/Control}');
	expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toHaveTextContent('Search all rooms');
	await user.keyboard('{Alt>}{ArrowDown}{/Alt}{Control>}k{/Control}');
	expect(shown()).toBe('lobby');
	expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
	await user.keyboard('{Escape}');
	expect(screen.getByRole('textbox')).toHaveFocus();
});

test('Esc closes what is open; then all is read', async () => {
	const { bridge, user, session } = await chat();
	session.rooms.show('tea');
	await user.keyboard('{Control>}f{/Control}');
	expect(screen.getByRole('search')).toBeVisible();
	screen.getByRole('textbox', { name: 'Message tea' }).focus();
	await user.keyboard('{Escape}');
	expect(screen.queryByRole('search')).toBeNull();
	expect(bridge.asked('read')).toEqual([]);
	await user.keyboard('{Escape}');
	expect(bridge.asked('read')).toEqual([['tea', 41]]);
});

test('in a room that one has left nothing can be written, but one can go back', async () => {
	const { bridge, user } = await chat();
	bridge.emit({ room: aRoom({ name: 'zoo', left: true }) });
	bridge.emit({ show: { room: 'zoo', seq: 0 } });
	await tick();
	expect(screen.queryByRole('textbox')).toBeNull();
	await user.click(screen.getByRole('button', { name: 'Rejoin' }));
	expect(bridge.asked('joinRoom')).toEqual([['zoo']]);
	bridge.emit({ room: aRoom({ name: 'zoo' }) });
	await tick();
	expect(screen.getByRole('textbox')).toBeVisible();
});
