import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aConnection, aRoom, fingerprint, people, refusal } from '$lib/bridge/fake';
import { inFours } from '$lib/text/fingerprint';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

async function chat(part = {}) {
	const begun = await online({ you: 'alice', ...part });
	show(begun.session, Chat);
	return { ...begun, user: userEvent.setup() };
}

test('the server has its name, and a mark for how well it is known, which says more', async () => {
	const { bridge, user } = await chat();
	const head = screen.getByRole('button', { name: /^Lab 3\s+Online\s+Same key as on your first visit$/ });
	expect(head).toHaveAttribute('title', '127.0.0.1:54307');
	await user.click(head);
	const dialog = screen.getByRole('dialog', { name: 'Lab 3' });
	expect(dialog).toHaveTextContent('127.0.0.1:54307');
	expect(dialog).toHaveTextContent('Confab saved this key when you first connected');
	expect(dialog).toHaveTextContent(inFours(fingerprint('server')));

	bridge.answers.copy = () => refusal('too-big-to-copy');
	await user.click(screen.getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([[fingerprint('server')]]);
	expect(within(dialog).getByRole('alert')).toHaveTextContent('This is too large to copy.');

	bridge.emit({ connection: aConnection({ verified: true }) });
	await tick();
	expect(dialog).toHaveTextContent("You connected with a link that contains this server's key");
	await user.keyboard('{Escape}');
	expect(head).toHaveFocus();
	expect(head).toHaveAccessibleName(/Online\s+Verified$/);
});

test.each([
	['offline', /Verified/],
	['shutdown', /Verified/],
	['connecting', /Connecting…$/],
	['refused', /Connection refused$/],
] as const)('a server proved its key as long as it is the same one: %s', async (state, shown) => {
	const { bridge, user } = await chat({ verified: true });
	bridge.emit({ connection: aConnection({ state, verified: true }) });
	await tick();
	const head = screen.getByRole('button', { name: /^Lab 3/ });
	expect(head).toHaveAccessibleName(shown);
	await user.click(head);
	const proved = screen.queryByText(/the server proved/);
	if (state === 'offline' || state === 'shutdown') expect(proved).toBeVisible();
	else expect(proved).toBeNull();
});

test('a server with another key than before has not refused anybody: this window has', async () => {
	const { bridge } = await chat();
	bridge.emit({ connection: aConnection({ state: 'refused', reason: { code: 'key-changed' } }) });
	await tick();
	expect(screen.getByRole('button', { name: /^Lab 3/ })).toHaveAccessibleName(/Server key doesn't match$/);
	bridge.emit({ connection: aConnection({ state: 'refused', reason: { code: 'name-taken' } }) });
	await tick();
	expect(screen.getByRole('button', { name: /^Lab 3/ })).toHaveAccessibleName(/Connection refused$/);
});

test('a server that has not said its name is its address, and has no mark', async () => {
	const { user } = await chat({ server: '', serverKey: '' });
	await user.click(screen.getByRole('button', { name: /^127\.0\.0\.1:54307\s+Online$/ }));
	expect(screen.getByRole('dialog')).toHaveTextContent("The server's key is shown once you're connected.");
});

test('guests and moderators are told apart in words', async () => {
	const { bridge } = await chat();
	bridge.emit(people(['alice', 'bob', 'eve', 'zoe'], { guests: ['eve'], moderators: ['bob'] }));
	await tick();
	const list = screen.getByRole('list', { name: /^People/ });
	const lines = within(list).getAllByRole('listitem');
	expect(lines.map((l) => l.textContent)).toEqual([
		expect.stringMatching(/bob\s*moderator or administrator/),
		expect.stringMatching(/eve\s*guest/),
		expect.not.stringMatching(/guest|moderator/),
	]);
});

test.each([
	[{ guest: true, role: '' }, 'alice guest'],
	[{ role: 'moderator' }, 'alice moderator'],
	[{ role: 'administrator' }, 'alice administrator'],
	[{ role: 'member' }, 'alice'],
])('beside one’s own name stands what one is: %j', async (part, name) => {
	await chat(part);
	expect(screen.getByRole('button', { name })).toBeVisible();
});

test('one leaves by the menu of one’s name, with keys alone', async () => {
	const { bridge, user } = await chat();
	screen.getByRole('button', { name: 'alice' }).focus();
	await user.keyboard('{ArrowUp}{Enter}');
	expect(bridge.asked('leave')).toHaveLength(1);
});

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const room = (name: string, part = {}) => ({ room: aRoom({ name, ...part }) });
const two = (name: string, part = {}) => ({ room: aRoom({ name: `@alice,${name}`, with: ['alice', name], ...part }) });

test('a room’s line says in words what it shows in signs', async () => {
	const { bridge } = await chat();
	bridge.emit(room('lobby', { unread: 1 }));
	bridge.emit(room('experiments', { unread: 5, mentions: 2 }));
	bridge.emit(room('noise', { unread: 1000, mentions: 1000, notify: 'nothing' }));
	bridge.emit(two('Chidi', { unread: 1, mentions: 1 }));
	await tick();
	const lines = within(screen.getByRole('navigation')).getAllByRole('button', { name: /^lobby|^\w+, \d/ });
	expect(lines.map((l) => l.getAttribute('aria-label'))).toEqual([
		'lobby, 1 unread',
		'experiments, 2 mentions, 5 unread',
		'noise, 999+ mentions, 999+ unread, notifications off',
		'Chidi, 1 unread, offline',
	]);
	expect(button(/^experiments/)).toHaveTextContent('2');
	expect(button(/^noise/)).toHaveTextContent('999+');
	expect(button(/^lobby/)).toHaveAttribute('aria-current', 'page');
});

test('a line is pressed and its room is shown, with the cursor where one writes', async () => {
	const { bridge, user } = await chat();
	bridge.emit(room('tea'));
	await tick();
	await user.click(button('tea'));
	expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('tea');
	expect(screen.getByRole('textbox')).toHaveFocus();
	expect(button('tea')).toHaveAttribute('aria-current', 'page');
});

test('the arrows go from line to line, and the menu key opens the menu of one', async () => {
	const { bridge, user } = await chat();
	bridge.emit(room('tea', { unread: 3, seq: 41 }));
	bridge.emit(two('bob'));
	await tick();
	button('lobby').focus();
	await user.keyboard('{ArrowDown}');
	expect(button(/^tea/)).toHaveFocus();
	await user.keyboard('{End}');
	expect(button(/^bob/)).toHaveFocus();
	await user.keyboard('{ArrowUp}{Shift>}{F10}{/Shift}');
	expect(screen.getByRole('menu', { name: 'Options for #tea' })).toBeVisible();
	await user.keyboard('{Escape}');
	expect(button(/^tea/)).toHaveFocus();
	await user.keyboard('{ContextMenu}{Enter}');
	expect(bridge.asked('read')).toEqual([['tea', 41]]);
	expect(button(/^tea/)).toHaveFocus();
});

test('what one wants to hear of a room is chosen in its menu, and a failure is said', async () => {
	const { bridge, user } = await chat();
	bridge.answers.setNotify = () => refusal('archive-full');
	bridge.emit(room('tea'));
	await tick();
	await user.pointer({ keys: '[MouseRight]', target: button('tea') });
	expect(screen.getByRole('menuitemcheckbox', { name: 'Notify me about: mentions only' })).toBeChecked();
	await user.click(screen.getByRole('menuitemcheckbox', { name: 'Notify me about: nothing' }));
	expect(bridge.asked('setNotify')).toEqual([['tea', 'nothing']]);
	expect(await screen.findByText(/its disk is full/)).toBeVisible();
	await user.click(button('Dismiss'));
	expect(screen.queryByText(/its disk is full/)).toBeNull();
});

test('those one talks to alone come first; with others it begins by a click, but not with guests', async () => {
	const { bridge, user, session } = await chat();
	bridge.emit(people(['alice', 'bob', 'eve', 'zoe'], { guests: ['eve'] }));
	bridge.emit(two('zoe'));
	await tick();
	const names = () => within(screen.getByRole('list', { name: /^People/ })).getAllByRole('button', { name: /, / });
	expect(names().map((l) => l.getAttribute('aria-label'))).toEqual([
		'zoe, online',
		'bob, online',
		'eve, guest, online',
	]);
	await user.click(button(/^eve/));
	expect(bridge.asked('direct')).toEqual([]);
	expect(session.trouble.sentences).toEqual([expect.stringMatching(/^Guests can't receive direct messages: eve/)]);
	await user.click(button(/^bob/));
	expect(bridge.asked('direct')).toEqual([['bob']]);
	expect(bridge.asked('look').at(-1)?.[0]).toBe('@alice,bob');
	bridge.emit(two('bob', { at: Date.now() }));
	await tick();
	expect(names()[0]).toHaveAttribute('aria-label', 'bob, online');
});

test('nobody knows who is here without a connection', async () => {
	const { bridge } = await chat();
	bridge.emit(people(['alice', 'bob']));
	bridge.emit(two('bob'));
	bridge.emit({ connection: aConnection({ state: 'offline' }) });
	await tick();
	expect(button('bob')).toBeVisible();
	expect(screen.getByText("You'll see who's online once you're connected.")).toBeVisible();
});

test('one can be left in peace, and sees it', async () => {
	const { bridge, user } = await chat();
	await user.click(button('alice'));
	await user.click(screen.getByRole('menuitemcheckbox', { name: 'Do not disturb' }));
	expect(bridge.asked('saveSettings')).toEqual([[expect.objectContaining({ doNotDisturb: true })]]);
	expect(button('alice Do not disturb')).toBeVisible();
});

test('of very many people some are listed, and the rest are counted', async () => {
	const { bridge } = await chat();
	const names = Array.from({ length: 250 }, (_, i) => `user-${String(i).padStart(3, '0')}`);
	bridge.emit(people(['alice', ...names]));
	await tick();
	expect(within(screen.getByRole('list', { name: 'People · 250 online' })).getAllByRole('listitem')).toHaveLength(200);
	expect(screen.getByText('And 50 other people. Use “Find a room or person” to find them by name.')).toBeVisible();
	bridge.emit({ presence: { went: names.slice(0, 60), came: ['aaron'] } });
	await tick();
	const list = screen.getByRole('list', { name: 'People · 191 online' });
	expect(within(list).getAllByRole('listitem')[0]).toHaveTextContent('aaron');
	expect(screen.queryByText(/other people/)).toBeNull();
});
