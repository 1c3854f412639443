import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aConnection, anInvitation, refusal } from '$lib/bridge/fake';
import type { Invitation, Role } from '$lib/bridge/bridge';
import { moment } from '$lib/text/time';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

async function invite(role: Role) {
	const begun = await online({ you: 'alice', role });
	show(begun.session, Chat);
	const user = userEvent.setup();
	await user.click(screen.getByRole('button', { name: /^alice/ }));
	await user.click(screen.getByRole('menuitem', { name: 'Invite to this server…' }));
	return { ...begun, user, dialog: screen.getByRole('dialog', { name: 'Invite to this server' }) };
}

test('an administrator decides as what, gets the link, and another one for another role', async () => {
	const { bridge, user, dialog } = await invite('administrator');
	const until = new Date(Date.now() + 3 * 24 * 3600_000).toISOString();
	bridge.answers.invite = async () => anInvitation({ seconds: 3 * 24 * 3600 });
	expect(bridge.asked('invite')).toEqual([]);
	await user.click(screen.getByRole('radio', { name: 'Moderator' }));
	await user.click(screen.getByRole('button', { name: 'Create link' }));
	expect(bridge.asked('invite')).toEqual([['moderator']]);
	expect(dialog).toHaveTextContent(anInvitation().link);
	expect(dialog).toHaveTextContent(`For one person, valid until ${moment(until)}.`);
	expect(within(dialog).getByRole('img', { name: 'QR code for the link' })).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([[anInvitation().link]]);
	expect(screen.getByRole('button', { name: 'Copied' })).toBeVisible();

	await user.click(screen.getByRole('radio', { name: 'User' }));
	expect(within(dialog).queryByRole('img')).toBeNull();
});

test('a link that comes when another role is chosen already is not shown as one for that', async () => {
	const { bridge, user, dialog } = await invite('administrator');
	let answer = (_: Invitation) => {};
	bridge.answers.invite = () => new Promise<Invitation>((resolve) => (answer = resolve));
	await user.click(screen.getByRole('radio', { name: 'Administrator' }));
	await user.click(screen.getByRole('button', { name: 'Create link' }));
	await user.click(screen.getByRole('radio', { name: 'User' }));
	answer(anInvitation());
	const make = await screen.findByRole('button', { name: 'Create link' });
	expect(within(dialog).queryByRole('img')).toBeNull();
	expect(dialog).not.toHaveTextContent(anInvitation().link);

	bridge.answers.invite = async () => anInvitation();
	await user.click(make);
	expect(bridge.asked('invite')).toEqual([['administrator'], ['member']]);
	expect(within(dialog).getByRole('img')).toBeVisible();
});

test('a moderator invites members, and reads what stands against it', async () => {
	const { bridge, user, dialog } = await invite('moderator');
	bridge.answers.invite = () => refusal('no-role');
	expect(screen.queryByRole('radio', { name: 'User' })).toBeNull();
	await user.click(screen.getByRole('button', { name: 'Create link' }));
	expect(bridge.asked('invite')).toEqual([['member']]);
	expect(within(dialog).getByRole('alert')).toHaveTextContent('Only moderators and administrators can do this.');
});

test('a member has nothing to invite with', async () => {
	const { session, bridge } = await online({ you: 'alice' });
	show(session, Chat);
	const user = userEvent.setup();
	await user.click(screen.getByRole('button', { name: /^alice/ }));
	const items = () => screen.getAllByRole('menuitem').map((i) => i.textContent);
	expect(items()).toEqual(['Share this server…', 'My devices…', 'Settings…', 'Keyboard shortcuts…', 'Disconnect']);
	bridge.emit({ connection: aConnection({ role: 'moderator' }) });
	await tick();
	expect(items()).toEqual([
		'Share this server…',
		'My devices…',
		'Invite to this server…',
		'Moderation…',
		'Settings…',
		'Keyboard shortcuts…',
		'Disconnect',
	]);
});
