import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { refusal, type FakeBridge } from '$lib/bridge/fake';
import type { Role } from '$lib/bridge/bridge';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

const link = 'chat://192.168.4.20:54307#k=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';

async function share(role: Role, answer: FakeBridge['answers']['share']) {
	const begun = await online({ you: 'alice', role });
	begun.bridge.answers.share = answer;
	show(begun.session, Chat);
	const user = userEvent.setup();
	await user.click(screen.getByRole('button', { name: /^alice/ }));
	await user.click(screen.getByRole('menuitem', { name: 'Share this server…' }));
	return { ...begun, user, dialog: screen.getByRole('dialog', { name: 'Share this server' }) };
}

const shared = (mayNeedInvitation: boolean) => async () => ({ link, qr: ['10', '01'], mayNeedInvitation });

test('the link and its picture are shown, and a click copies the link', async () => {
	const { bridge, user, dialog } = await share('member', shared(false));
	expect(await within(dialog).findByText(link)).toBeVisible();
	expect(within(dialog).getByRole('img', { name: "QR code of the server's link" })).toBeVisible();
	await user.click(within(dialog).getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([[link]]);
	expect(dialog).not.toHaveTextContent('invitation');
	expect(within(dialog).queryByRole('button', { name: 'Invite someone…' })).toBeNull();
});

test('where an invitation may be needed, a moderator makes one and others ask for one', async () => {
	const { user, dialog } = await share('moderator', shared(true));
	await user.click(await within(dialog).findByRole('button', { name: 'Invite someone…' }));
	expect(screen.getByRole('dialog', { name: 'Invite to this server' })).toBeVisible();
});

test('somebody who cannot invite is told who can', async () => {
	const { dialog } = await share('member', shared(true));
	await vi.waitFor(() => expect(dialog).toHaveTextContent('Then ask a moderator for an invitation.'));
	expect(within(dialog).queryByRole('button', { name: 'Invite someone…' })).toBeNull();
});

test('without a link it says why', async () => {
	const { dialog } = await share('member', () => refusal('no-server'));
	expect(await within(dialog).findByRole('alert')).toHaveTextContent(/\w+/);
	expect(dialog).not.toHaveTextContent('invitation');
});
