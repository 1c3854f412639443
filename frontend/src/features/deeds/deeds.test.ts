import { fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aRow, people, refusal } from '$lib/bridge/fake';
import type { Role } from '$lib/bridge/bridge';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

async function chat(role: Role) {
	const begun = await online({ you: 'alice', role });
	begun.bridge.emit(people(['alice', 'bob', 'eve', 'zoe'], { guests: ['eve'], moderators: ['alice', 'bob'] }));
	show(begun.session, Chat);
	return { ...begun, user: userEvent.setup(), list: screen.getByRole('list', { name: /^People/ }) };
}

const button = (name: string) => screen.queryByRole('button', { name: `Actions for ${name}` });
const items = () => screen.getAllByRole('menuitem').map((i) => i.textContent);

test('a member may write to others, and that is all', async () => {
	const { bridge, user } = await chat('member');
	bridge.emit({ row: aRow() });
	await tick();
	await user.click(button('eve')!);
	expect(items()).toEqual(['Block']); // a guest has no rooms of two
	await user.keyboard('{Escape}');
	await user.click(button('zoe')!);
	expect(items()).toEqual(['Send direct message', 'Block']);
	await user.keyboard('{Escape}');
	await user.click(screen.getByRole('button', { name: /'s message$/ }));
	expect(items()).toEqual(['Reply', 'React…', 'Pin message', 'Copy text', 'Mark as unread from here', 'Block']);
});

test.each<[Role, string, string[]]>([
	['moderator', 'eve', ['Block', 'Mute…', 'Kick…', 'Ban…', 'Unmute', 'Unban']],
	[
		'moderator',
		'zoe',
		[
			...['Send direct message', 'Block', 'Mute…', 'Kick…', 'Ban…', 'Unmute', 'Unban'],
			...['Make moderator', 'Unregister name…'],
		],
	],
	[
		'administrator',
		'bob',
		[
			...['Send direct message', 'Block', 'Mute…', 'Kick…', 'Ban…', 'Unmute', 'Unban'],
			...['Make moderator', 'Make administrator', 'Make user', 'Unregister name…'],
		],
	],
])('what a %s may do about %s', async (role, name, may) => {
	const { user } = await chat(role);
	expect(button('alice')).toBeNull();
	await user.click(button(name)!);
	expect(items()).toEqual(may);
});

async function open(name: string, item: string) {
	const begun = await chat('administrator');
	await begun.user.click(button(name)!);
	await begun.user.click(screen.getByRole('menuitem', { name: item }));
	return { ...begun, dialog: screen.getByRole('dialog') };
}
const on = (part: object) => ({ name: 'zoe', address: '', minutes: 0, reason: '', role: '', force: false, ...part });

test.each([
	['Mute…', 'Mute zoe', 'Mute', '1 day', ['mute', on({ minutes: 1440, reason: 'spam' })]],
	['Ban…', 'Ban zoe', 'Ban', 'Permanent', ['ban', on({ reason: 'spam' })]],
	['Kick…', 'Kick zoe', 'Kick', '', ['kick', on({ reason: 'spam' })]],
	['Unmute', 'Unmute zoe', 'Unmute', '', ['unmute', on({ reason: 'spam' })]],
	['Unban', 'Unban zoe', 'Unban', '', ['unban', on({ reason: 'spam' })]],
	['Make moderator', 'Make zoe a moderator', 'Change role', '', ['role', on({ role: 'moderator', reason: 'spam' })]],
	['Unregister name…', 'Unregister the name zoe', 'Unregister', '', ['unregister', on({ reason: 'spam' })]],
])('%s asks why, does it, and gives the cursor back', async (item, title, go, time, call) => {
	const { bridge, user, dialog } = await open('zoe', item);
	expect(dialog).toHaveAccessibleName(title);
	expect(screen.getByRole('textbox', { name: 'Reason' })).toHaveFocus();
	expect(screen.queryAllByRole('radio', { name: /hour|day|week|Permanent/ })).toHaveLength(time ? 4 : 0);
	if (time) await user.click(screen.getByRole('radio', { name: time }));
	await user.type(screen.getByRole('textbox', { name: 'Reason' }), ' spam ');
	await user.click(within(dialog).getByRole('button', { name: go }));
	expect(bridge.asked('moderate')).toEqual([call]);
	expect(screen.queryByRole('dialog')).toBeNull();
	expect(screen.getByRole('button', { name: /^zoe/ })).toHaveFocus();
});

test('a reason that is too long is counted and goes nowhere; a refusal keeps the dialog and what is written', async () => {
	const { bridge, user, dialog } = await open('eve', 'Mute…');
	expect(within(dialog).getByRole('heading')).toHaveTextContent('Mute eve guest');
	const reason = screen.getByRole('textbox', { name: 'Reason' });
	await user.click(reason);
	await user.paste('👍'.repeat(201));
	await user.click(within(dialog).getByRole('button', { name: 'Mute' }));
	expect(reason).toHaveAccessibleDescription('201 / 200');
	expect(bridge.asked('moderate')).toEqual([]);

	bridge.answers.moderate = () => refusal('above-you');
	await user.clear(reason);
	await user.paste('👍'.repeat(200));
	await user.click(within(dialog).getByRole('button', { name: 'Mute' }));
	expect(bridge.asked('moderate')).toEqual([['mute', on({ name: 'eve', minutes: 60, reason: '👍'.repeat(200) })]]);
	expect(within(dialog).getByRole('alert')).toHaveTextContent('Only administrators can do this to a moderator');
	expect(reason).toHaveValue('👍'.repeat(200));
	await user.keyboard('{Escape}');
	expect(dialog).not.toBeInTheDocument();
});

test.each(['Mute', 'Ban'])('%s of a name that nobody has is done when it is asked for once more', async (act) => {
	const { bridge, user, dialog } = await open('eve', `${act}…`);
	bridge.answers.moderate = () => refusal('name-unused');
	await user.click(within(dialog).getByRole('button', { name: act }));
	expect(within(dialog).getByRole('alert')).toHaveTextContent('No one is using this name.');
	bridge.answers.moderate = () => Promise.resolve();
	await user.click(within(dialog).getByRole('button', { name: 'Do it anyway' }));
	const asked = on({ name: 'eve', minutes: 60 });
	const call = act.toLowerCase();
	expect(bridge.asked('moderate')).toEqual([
		[call, asked],
		[call, { ...asked, force: true }],
	]);
	expect(screen.queryByRole('dialog')).toBeNull();
});

test('the buttons of a message are gone to by keyboard, and left for the composer by a letter', async () => {
	const { bridge, user } = await chat('moderator');
	bridge.emit({ row: aRow({ from: 'zoe', text: 'one' }) });
	bridge.emit({ row: aRow({ from: 'bob', text: 'of a moderator' }) });
	await tick();
	const more = () => within(screen.getByRole('log')).getByRole('button', { name: /'s message$/ });
	more().focus();
	await user.keyboard('{ArrowUp}');
	expect(more()).toHaveFocus();
	await user.keyboard('{Shift>}{F10}{/Shift}');
	expect(items()).toContain('Remove message…');
	await user.keyboard('{Escape}x');
	expect(screen.getByRole('textbox', { name: /Message / })).toHaveFocus();
});

test('a message is removed for a reason, and says so; then there is nothing to remove', async () => {
	const { bridge, user } = await chat('moderator');
	const m = aRow({ from: 'zoe', text: 'bad words' });
	bridge.emit({ row: m });
	await tick();
	const more = () => screen.getByRole('button', { name: "Actions for zoe's message" });
	await user.click(more());
	await user.click(screen.getByRole('menuitem', { name: 'Remove message…' }));
	const dialog = screen.getByRole('dialog', { name: 'Remove this message from zoe?' });
	expect(dialog).toHaveTextContent('bad words');
	bridge.answers.remove = () => refusal('no-target');
	await user.keyboard('rude{Enter}');
	expect(within(dialog).getByRole('alert')).toHaveTextContent("This message doesn't exist in this room.");
	delete bridge.answers.remove;
	await user.keyboard('{Enter}');
	expect(bridge.changes('remove')[1]).toMatchObject({ target: m.key, reason: 'rude' });
	expect(dialog).not.toBeInTheDocument();

	bridge.emit({ row: { ...m, text: '', status: 'removed', by: 'alice', reason: 'rude' } });
	await tick();
	expect(screen.getByRole('log')).toHaveTextContent('Removed by alice: rude.');
	expect(screen.getByRole('log')).not.toHaveTextContent('bad words');
	await user.click(more());
	expect(items()).not.toContain('Remove message…');
});

test('a right click on a message opens its menu, unless text is marked', async () => {
	const { bridge, user } = await chat('moderator');
	bridge.emit({ row: aRow({ from: 'eve', guest: true, text: 'first' }) });
	bridge.emit({ row: aRow({ from: 'zoe', text: 'second' }) });
	await tick();
	/** Whether the system's own menu opens. */
	const rightClick = (text: string) => fireEvent.contextMenu(screen.getByText(text));
	getSelection()!.selectAllChildren(screen.getByText('second'));
	expect(await rightClick('first')).toBe(true);
	expect(screen.queryByRole('menu')).toBeNull();

	getSelection()!.removeAllRanges();
	expect(await rightClick('first')).toBe(false);
	expect(await screen.findByRole('menu')).toHaveAccessibleName("Actions for eve's message");
	expect(screen.getByRole('menuitem', { name: 'Reply' })).toHaveFocus();
	await user.click(screen.getByRole('menuitem', { name: 'Remove message…' }));
	expect(screen.getByRole('dialog').textContent).toMatch(/Remove this message from eve\s+guest\?/);
});

test('an author has the same menu for the mouse', async () => {
	const { bridge, user } = await chat('moderator');
	bridge.emit({ row: aRow({ from: 'eve', guest: true }) });
	bridge.emit({ row: aRow({ from: 'alice', own: true }) });
	await tick();
	const log = screen.getByRole('log');
	expect(within(log).queryByRole('button', { name: 'alice' })).toBeNull();
	await user.click(within(log).getByRole('button', { name: 'eve guest' }));
	await user.click(screen.getByRole('menuitem', { name: 'Ban…' }));
	expect(screen.getByRole('dialog')).toHaveAccessibleName('Ban eve guest');
});

test('while a dialog is open, keys are for it alone', async () => {
	const { user, dialog } = await open('zoe', 'Mute…');
	(document.activeElement as HTMLElement).blur();
	await user.keyboard('x{Escape}');
	expect(screen.getByRole('textbox', { name: /Message / })).not.toHaveFocus();
	expect(dialog).toBeInTheDocument();
});

test('somebody is blocked from the menu, and unblocked', async () => {
	const { bridge, user } = await chat('member');
	await user.click(button('eve')!);
	await user.click(screen.getByRole('menuitem', { name: 'Block' }));
	expect(bridge.asked('block')).toEqual([['eve']]);
	bridge.emit({ blocked: { names: ['eve'], guests: ['eve'] } });
	await user.click(button('eve')!);
	await user.click(screen.getByRole('menuitem', { name: 'Unblock' }));
	expect(bridge.asked('unblock')).toEqual([['eve']]);
});
