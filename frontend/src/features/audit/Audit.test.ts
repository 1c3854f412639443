import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { refusal, type FakeBridge } from '$lib/bridge/fake';
import type { AuditEntry, Sanction, Sanctions } from '$lib/bridge/bridge';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

const at = new Date().toISOString();
const entry = (id: number, part: Partial<AuditEntry> = {}): AuditEntry => ({
	...{ id, at, by: 'bob', act: 'kick', name: 'eve', address: '', room: '', role: '', until: '', reason: '' },
	...part,
});
const sanction = (id: number, part: Partial<Sanction> = {}): Sanction => ({
	...{ id, act: 'mute', name: 'eve', address: '', by: 'bob', at, until: '', reason: '' },
	...part,
});

async function audit(prepare: (bridge: FakeBridge) => void) {
	const begun = await online({ you: 'alice', role: 'administrator' });
	prepare(begun.bridge);
	show(begun.session, Chat);
	const user = userEvent.setup();
	await user.click(screen.getByRole('button', { name: /^alice/ }));
	await user.click(screen.getByRole('menuitem', { name: 'Moderation…' }));
	const dialog = screen.getByRole('dialog', { name: 'Moderation' });
	await tick();
	return {
		...begun,
		user,
		dialog,
		lines: () =>
			within(dialog)
				.queryAllByRole('listitem')
				.map((l) => l.textContent),
	};
}

test('what was done, the newest first, and older when asked for', async () => {
	const pages: Record<number, unknown> = {
		0: { entries: [entry(9, { reason: 'spam' }), entry(8, { by: 'server', act: 'close', name: '' })], more: true },
		8: { entries: [entry(3, { name: 'zoe' })], more: false },
	};
	const { bridge, user, lines } = await audit((b) => (b.answers.audit = async (before: number) => pages[before]));
	expect(lines()[0]).toMatch(/^bob kicked eve: spam\./);
	expect(lines()[1]).toMatch(/^The server console closed registration\./);
	await user.click(screen.getByRole('button', { name: 'Show older' }));
	expect(bridge.asked('audit')).toEqual([[0], [8]]);
	expect(lines()).toHaveLength(3);
	expect(screen.queryByRole('button', { name: 'Show older' })).toBeNull();
});

test('an audit list that cannot be had is tried again', async () => {
	const { bridge, user, dialog } = await audit((b) => (b.answers.audit = () => refusal('no-role')));
	expect(within(dialog).getByRole('alert')).toHaveTextContent('Only moderators and administrators can do this.');
	delete bridge.answers.audit;
	await user.click(screen.getByRole('button', { name: 'Try again' }));
	expect(dialog).toHaveTextContent('No actions yet.');
});

async function holds(now: Sanctions) {
	const begun = await audit((b) => (b.answers.sanctions = async () => ({ ...now })));
	await begun.user.click(screen.getByRole('tab', { name: 'Active mutes and bans' }));
	return begun;
}
const on = (part: object) => ({ name: '', address: '', minutes: 0, reason: '', role: '', force: false, ...part });

test('what holds is lifted, by name or address, and looked at anew', async () => {
	const now = {
		closed: false,
		entries: [sanction(2), sanction(1, { act: 'ban', name: '', address: '10.0.0.1' })],
		more: false,
	};
	const { bridge, user, lines } = await holds(now);
	expect(lines().map((l) => l.split('.  ')[0])).toEqual([
		expect.stringMatching(/^eve is muted permanently\./),
		expect.stringMatching(/^10\.0\.0\.1 is banned permanently\./),
	]);
	await user.click(screen.getByRole('button', { name: 'Unban 10.0.0.1' }));
	now.entries = [];
	await user.click(screen.getByRole('button', { name: 'Unmute eve' }));
	expect(bridge.asked('moderate')).toEqual([
		['unban', on({ address: '10.0.0.1' })],
		['unmute', on({ name: 'eve' })],
	]);
	expect(screen.getByText('No one is muted or banned.')).toBeVisible();
	expect(screen.getByRole('dialog')).toContainElement(document.activeElement as HTMLElement);
});

test('a button names what it lifts', async () => {
	const entries = [
		sanction(3),
		sanction(2, { act: 'ban' }),
		sanction(1, { act: 'ban', name: '', address: '10.0.0.1' }),
		sanction(4, { name: 'zoe' }),
	];
	const { dialog } = await holds({ closed: false, entries, more: false });
	const buttons = within(dialog).getAllByRole('button', { name: /^Un(mute|ban)/ });
	expect(buttons.map((b) => b.textContent)).toEqual(['Unmute', 'Unban', 'Unban', 'Unmute']);
});

test('registration is closed and opened; a refusal stays in sight', async () => {
	const now = { closed: false, entries: [], more: false };
	const { bridge, user, dialog } = await holds(now);
	bridge.answers.moderate = () => refusal('no-role');
	expect(dialog).toHaveTextContent('Registration is open.');
	await user.click(screen.getByRole('button', { name: 'Close registration' }));
	expect(within(dialog).getByRole('alert')).toHaveTextContent('Only moderators and administrators can do this.');
	bridge.answers.moderate = async () => void (now.closed = true);
	await user.click(screen.getByRole('button', { name: 'Close registration' }));
	expect(dialog).toHaveTextContent('Registration is closed.');
	await user.click(screen.getByRole('button', { name: 'Open registration' }));
	expect(bridge.asked('moderate').map(([act]) => act)).toEqual(['close', 'close', 'open']);
});

test('an address is typed and banned', async () => {
	const { bridge, user } = await holds({ closed: false, entries: [], more: false });
	await user.click(screen.getByRole('button', { name: 'Ban an address…' }));
	const dialog = screen.getByRole('dialog', { name: 'Ban an address' });
	const address = screen.getByRole('textbox', { name: 'Address' });
	expect(address).toHaveFocus();
	await user.click(within(dialog).getByRole('button', { name: 'Ban' }));
	expect(address).toHaveFocus();
	expect(address).toHaveAccessibleDescription(/Enter an address/);
	await user.keyboard(' 10.0.0.1 ');
	await user.click(screen.getByRole('radio', { name: '1 week' }));
	await user.click(within(dialog).getByRole('button', { name: 'Ban' }));
	expect(bridge.asked('moderate')).toEqual([['ban', on({ address: '10.0.0.1', minutes: 7 * 24 * 60 })]]);
	expect(dialog).not.toBeInTheDocument();
	expect(bridge.asked('sanctions')).toHaveLength(2);
});

test('more of what holds comes when asked for', async () => {
	const { bridge, user, lines } = await holds({ closed: false, entries: [sanction(5)], more: true });
	bridge.answers.sanctions = async () => ({ closed: false, entries: [sanction(4, { name: 'zoe' })], more: false });
	await user.click(screen.getByRole('button', { name: 'Show older' }));
	expect(bridge.asked('sanctions')).toEqual([[0], [5]]);
	expect(lines()).toHaveLength(2);
});
