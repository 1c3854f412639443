import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import type { RoomState } from '$lib/bridge/bridge';
import { aConnection, aRoom, people, refusal } from '$lib/bridge/fake';
import type { RoomView } from '$lib/chat/dialogs.svelte';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

async function dialog(state: Partial<RoomState>, view: RoomView = 'about') {
	const begun = await online();
	const { bridge, session } = begun;
	bridge.emit({ room: aRoom(state) });
	show(session, Chat);
	session.dialogs.open({ kind: 'room', room: session.rooms.byName(state.name ?? 'lobby')!, view });
	await tick();
	return { ...begun, user: userEvent.setup(), box: screen.getByRole('dialog') };
}
const button = (name: string) => screen.getByRole('button', { name });

async function making() {
	const begun = await online();
	show(begun.session, Chat);
	const user = userEvent.setup();
	await user.click(button('Create or join a room'));
	return { ...begun, user, name: () => screen.getByRole('textbox', { name: 'Room name' }) };
}

test('a new room is made, and shown', async () => {
	const { bridge, user, session, name } = await making();
	expect(name()).toHaveFocus();
	await user.keyboard('Tea Time');
	await user.type(screen.getByRole('textbox', { name: 'Topic (optional)' }), 'leaves');
	await user.click(screen.getByRole('switch', { name: 'Private room' }));
	await user.click(button('Create room'));
	expect(bridge.asked('openRoom')).toEqual([['tea-time', 'leaves', true]]);
	expect(session.rooms.shown.name).toBe('tea-time');
	expect(screen.queryByRole('dialog')).toBeNull();
});

test('a name that cannot be is not asked for, and it says why', async () => {
	const { bridge, user, name } = await making();
	await user.keyboard('{Enter}');
	expect(name()).toHaveAccessibleDescription('Enter a room name.');
	await user.keyboard('tea?{Enter}');
	expect(name()).toHaveAccessibleDescription(/^Use up to 64 lowercase letters/);
	expect(bridge.asked('openRoom')).toEqual([]);
	await user.keyboard('{Backspace}');
	expect(name()).not.toHaveAccessibleDescription(/^Use up to 64/);
});

test('what the server will not have is said, and the dialog stays', async () => {
	const { bridge, user, name } = await making();
	bridge.answers.openRoom = () => refusal('room-exists');
	await user.keyboard('tea{Enter}');
	expect(await screen.findByText(/similar name already exists/)).toBeVisible();
	await user.click(screen.getByRole('tab', { name: 'Join' }));
	await user.type(name(), '#tea{Enter}');
	expect(bridge.asked('joinRoom')).toEqual([['tea']]);
	expect(screen.queryByRole('dialog')).toBeNull();
});

test('the topic is changed, once, and it says so', async () => {
	const { bridge, user } = await dialog({ name: 'tea', topic: 'leaves' });
	const field = screen.getByRole('textbox', { name: 'Topic' });
	await user.click(button('Save'));
	expect(bridge.asked('setTopic')).toEqual([]);
	await user.clear(field);
	await user.type(field, 'green{Enter}');
	expect(bridge.asked('setTopic')).toEqual([['tea', 'green']]);
	expect(screen.getByText('Topic saved.')).toBeVisible();
	await user.type(field, 'x'.repeat(300));
	await user.click(button('Save'));
	expect(bridge.asked('setTopic')).toHaveLength(1);
});

test('the lobby and rooms of two cannot be changed or left', async () => {
	const { box } = await dialog({});
	expect(box).toHaveTextContent('Everyone on this server is in the lobby.');
	expect(screen.queryByRole('textbox', { name: 'Topic' })).toBeNull();
	expect(within(box).queryByRole('button', { name: 'Leave room…' })).toBeNull();
});

test('a room of two has no members to show, and tells everything or nothing', async () => {
	const { bridge, user } = await dialog({ name: '@alice,bob', with: ['alice', 'bob'] });
	expect(screen.getByRole('dialog', { name: 'bob' })).toBeVisible();
	expect(screen.getAllByRole('tab').map((tab) => tab.textContent)).toEqual(['About', 'Files']);
	expect(screen.getByRole('radio', { name: 'All messages' })).toBeChecked();
	await user.click(screen.getByRole('radio', { name: 'Nothing' }));
	expect(bridge.asked('setNotify')).toEqual([['@alice,bob', 'nothing']]);
});

test('members: those who are here first, with what they are; asked for again when there are others', async () => {
	const { bridge } = await dialog({ name: 'tea', members: 3 }, 'members');
	bridge.answers.members = async () => ['zoe', 'alice', 'bob', 'carol'];
	bridge.emit(people(['alice', 'bob', 'zoe'], { guests: ['zoe'], moderators: ['bob'] }));
	bridge.emit({ room: aRoom({ name: 'tea', members: 4 }) });
	await screen.findByText('carol');
	const lines = within(screen.getByRole('list', { name: 'Members' })).getAllByRole('listitem');
	expect(lines.map((l) => l.textContent.replace(/\s+/g, ' ').trim())).toEqual([
		'A alice you',
		'B bob moderator or administrator online',
		'Z zoe guest online',
		'C carol',
	]);
	expect(bridge.asked('members')).toEqual([['tea'], ['tea']]);
});

test('somebody is invited, or it says why not', async () => {
	const { bridge, user, box } = await dialog({ name: 'tea' }, 'members');
	const field = screen.getByRole('textbox', { name: 'Invite someone' });
	await user.click(button('Invite'));
	expect(field).toHaveAccessibleDescription('Enter a name.');
	await user.type(field, '@bob{Enter}');
	expect(bridge.asked('inviteTo')).toEqual([['tea', 'bob']]);
	expect(box).toHaveTextContent('bob was invited.');
	bridge.answers.inviteTo = () => refusal('no-name');
	await user.type(field, 'nobody{Enter}');
	expect(field).toHaveAccessibleDescription("This isn't a valid name. Check the spelling.");
	expect(box).not.toHaveTextContent('is invited');
	bridge.answers.inviteTo = () => refusal('not-taken', { name: 'eve' });
	await user.clear(field);
	await user.type(field, 'eve{Enter}');
	expect(field).toHaveAccessibleDescription(
		"You can't invite eve to this room right now. Another member can try, or ask eve.",
	);
});

test("a room's menu leads to inviting, with the cursor in the field; in the lobby nobody is invited", async () => {
	const { bridge, session } = await online();
	show(session, Chat);
	const user = userEvent.setup();
	const menu = (room: string) => user.click(within(screen.getByRole('main')).getByRole('button', { name: room }));
	await menu('Options for #lobby');
	expect(screen.queryByRole('menuitem', { name: 'Invite to this room…' })).toBeNull();
	await user.keyboard('{Escape}');
	bridge.emit({ room: aRoom({ name: 'tea' }) });
	session.rooms.show('tea');
	await tick();
	await menu('Options for #tea');
	await user.click(screen.getByRole('menuitem', { name: 'Invite to this room…' }));
	expect(screen.getByRole('textbox', { name: 'Invite someone' })).toHaveFocus();
});

test.each([true, false])('an empty room offers to invite somebody if it is private (%s)', async (isPrivate) => {
	const { bridge, session } = await online();
	show(session, Chat);
	bridge.answers.page = async () => ({ rows: [], older: false, newer: false });
	bridge.emit({ room: aRoom({ name: 'tea', private: isPrivate }) });
	session.rooms.show('tea');
	expect(await screen.findByText(/No messages yet/)).toBeVisible();
	const offered = screen.queryByRole('button', { name: 'Invite to this room…' });
	if (!isPrivate) return expect(offered).toBeNull();
	await userEvent.setup().click(offered!);
	expect(screen.getByRole('textbox', { name: 'Invite someone' })).toHaveFocus();
});

test('from the members one goes to a room of two', async () => {
	const { bridge, user, session } = await dialog({ name: 'tea' }, 'members');
	await user.click(await screen.findByRole('button', { name: 'Actions for bob' }));
	await user.click(screen.getByRole('menuitem', { name: 'Send direct message' }));
	expect(bridge.asked('direct')).toEqual([['bob']]);
	expect(session.rooms.shown.name).toBe('@alice,bob');
	expect(screen.queryByRole('dialog')).toBeNull();
});

test('a room is written to a file, and it says which; if one thinks better of it, nothing', async () => {
	const { bridge, user, box } = await dialog({ name: 'tea' });
	await user.click(button('HTML'));
	expect(box).not.toHaveTextContent('Saved to');
	bridge.answers.exportRoom = async () => '/srv/alice/tea.jsonl';
	await user.click(button('JSON Lines'));
	expect(bridge.asked('exportRoom')).toEqual([
		['tea', 'html'],
		['tea', 'json'],
	]);
	expect(box).toHaveTextContent('Saved to /srv/alice/tea.jsonl');
});

test('one is asked before one leaves, and a failure is said', async () => {
	const { bridge, user } = await dialog({ name: 'tea', private: true });
	await user.click(button('Leave room…'));
	const asked = screen.getByRole('alertdialog', { name: 'Leave #tea?' });
	expect(asked).toHaveTextContent('can come back only by invitation');
	expect(button('Cancel')).toHaveFocus();
	bridge.answers.leaveRoom = () => refusal('not-connected');
	await user.click(button('Leave room'));
	expect(asked).toHaveTextContent('There is no connection to the server.');
	bridge.answers = {};
	await user.click(button('Leave room'));
	expect(bridge.asked('leaveRoom')).toHaveLength(2);
	expect(screen.queryByRole('alertdialog')).toBeNull();
});

test.each([true, false])('the last one in a room (private: %s) reads that it ends without them', async (isPrivate) => {
	const { bridge, user, box } = await dialog({ name: 'tea', private: isPrivate, members: 1 });
	const ends =
		"You're the last member. If you leave, the room ends, the server deletes its messages, and its name becomes available again. " +
		'Your own copy stays on this device.';
	expect(box).toHaveTextContent(ends);
	await user.click(button('Leave room…'));
	const asked = screen.getByRole('alertdialog');
	expect(asked).toHaveTextContent(ends);
	bridge.emit({ room: aRoom({ name: 'tea', private: isPrivate, members: 2 }) });
	await tick();
	expect(asked).toHaveTextContent("You'll stop receiving messages from this room");
	expect(asked).not.toHaveTextContent('the room ends');
});

test('a moderator closes a room, and is asked why before', async () => {
	const { bridge, user } = await dialog({ name: 'tea' });
	expect(screen.queryByRole('button', { name: 'Close room…' })).toBeNull();
	bridge.emit({ connection: aConnection({ role: 'moderator' }) });
	await tick();
	await user.click(button('Close room…'));
	const asked = screen.getByRole('dialog', { name: 'Close the room #tea?' });
	expect(asked).toHaveTextContent('the server deletes its messages');
	await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'spam');
	await user.click(within(asked).getByRole('button', { name: 'Close room' }));
	expect(bridge.asked('moderate')).toEqual([['close-room', expect.objectContaining({ room: 'tea', reason: 'spam' })]]);
});
