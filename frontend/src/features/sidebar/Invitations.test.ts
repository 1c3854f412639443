import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aConnection, refusal } from '$lib/bridge/fake';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

const offer = { room: 'tea', from: 'bob', at: '2026-03-01T12:00:00.000Z', topic: 'leaves', private: false, members: 2 };

async function invited() {
	const begun = await online({ you: 'alice' });
	show(begun.session, Chat);
	begun.bridge.emit({ offers: { offers: [offer] } });
	await tick();
	return { ...begun, user: userEvent.setup() };
}

const button = (name: string) => screen.getByRole('button', { name });

test('an invitation says who invites where, is said aloud, and is accepted', async () => {
	const { bridge, session, user } = await invited();
	const list = screen.getByRole('list', { name: 'Invitations' });
	expect(list).toHaveTextContent('tea');
	expect(list).toHaveTextContent('bob invites you');
	expect(list).toHaveTextContent('leaves');
	expect(list).toHaveTextContent('2 people');
	expect(screen.getByText('bob invites you to tea')).toHaveAttribute('role', 'status');
	await user.click(button('Join tea'));
	expect(bridge.asked('joinRoom')).toEqual([['tea']]);
	expect(session.rooms.shown.name).toBe('tea');
	bridge.emit({ offers: { offers: [] } });
	await tick();
	expect(screen.queryByRole('list', { name: 'Invitations' })).toBeNull();
});

test('it is declined, or who invites is blocked', async () => {
	const { bridge, user } = await invited();
	await user.click(button('Decline the invitation to tea'));
	expect(bridge.asked('decline')).toEqual([['tea']]);
	await user.click(button('More about the invitation to tea'));
	await user.click(screen.getByRole('menuitem', { name: 'Block bob' }));
	expect(bridge.asked('block')).toEqual([['bob']]);
});

test('one that was declined says for how long that holds, until one goes elsewhere', async () => {
	const { bridge, session, user } = await invited();
	bridge.answers.decline = () => refusal('no-offer');
	await user.click(button('Decline the invitation to tea'));
	expect(screen.queryByText(/Declined/)).toBeNull();
	bridge.answers = {};
	await user.click(button('Decline the invitation to tea'));
	bridge.emit({ offers: { offers: [] } });
	await tick();
	expect(screen.getByText(/Declined/).closest('[role=status]')).toHaveTextContent(
		"Declined. bob can't invite you to #tea again for 24 hours.",
	);
	session.rooms.show('den');
	await tick();
	expect(screen.queryByText(/Declined/)).toBeNull();
});

test('one that cannot be accepted any more leaves everything where it is, and says why', async () => {
	const { bridge, session, user } = await invited();
	bridge.answers.joinRoom = () => refusal('no-offer');
	await user.click(button('Join tea'));
	expect(screen.getByText('The invitation to this room is no longer valid.')).toBeVisible();
	expect(session.rooms.shown.name).toBe('lobby');
});

test('without a connection nobody can answer', async () => {
	const { bridge } = await invited();
	bridge.emit({ connection: aConnection({ state: 'offline', you: 'alice' }) });
	await tick();
	expect(screen.queryByRole('list', { name: 'Invitations' })).toBeNull();
});

test('in a room of two with somebody who is blocked nobody can write, and Settings say who is', async () => {
	const { bridge, session, user } = await invited();
	bridge.emit({ room: { ...session.rooms.shown.state, name: '@alice,eve', with: ['alice', 'eve'], left: false } });
	bridge.emit({ blocked: { names: ['eve'], guests: [] } });
	session.rooms.show('@alice,eve');
	await tick();
	expect(screen.queryByRole('textbox', { name: /Message/ })).toBeNull();
	await user.click(button('Unblock'));
	session.dialogs.open({ kind: 'settings' });
	await tick();
	const list = within(screen.getByRole('dialog')).getByRole('list', { name: 'Blocked people' });
	await user.click(within(list).getByRole('button', { name: 'Unblock eve' }));
	expect(bridge.asked('unblock')).toEqual([['eve'], ['eve']]);
});
