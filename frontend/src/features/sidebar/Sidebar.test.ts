import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aConnection, fingerprint, people, refusal } from '$lib/bridge/fake';
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
	const head = screen.getByRole('button', { name: /^Lab 3\s+Online\s+known since first connect$/ });
	expect(head).toHaveAttribute('title', '127.0.0.1:54307');
	await user.click(head);
	const dialog = screen.getByRole('dialog', { name: 'Lab 3' });
	expect(dialog).toHaveTextContent('127.0.0.1:54307');
	expect(dialog).toHaveTextContent('This key was found when you first connected');
	expect(dialog).toHaveTextContent(inFours(fingerprint('server')));

	bridge.answers.copy = () => refusal('internal', 'There is no clipboard.');
	await user.click(screen.getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([[fingerprint('server')]]);
	expect(within(dialog).getByRole('alert')).toHaveTextContent('There is no clipboard.');

	bridge.emit({ connection: aConnection({ verified: true }) });
	await tick();
	expect(dialog).toHaveTextContent('You came by a join link');
	await user.keyboard('{Escape}');
	expect(head).toHaveFocus();
	expect(head).toHaveAccessibleName(/Online\s+verified$/);
});

test.each([
	['offline', /verified/],
	['shutdown', /verified/],
	['connecting', /Connecting$/],
	['refused', /Not let in$/],
] as const)('a server proved its key as long as it is the same one: %s', async (state, shown) => {
	const { bridge, user } = await chat({ verified: true });
	bridge.emit({ connection: aConnection({ state, verified: true }) });
	await tick();
	const head = screen.getByRole('button', { name: /^Lab 3/ });
	expect(head).toHaveAccessibleName(shown);
	await user.click(head);
	const proved = screen.queryByText(/the server has proved/);
	if (state === 'offline' || state === 'shutdown') expect(proved).toBeVisible();
	else expect(proved).toBeNull();
});

test('a server that has not said its name is its address, and has no mark', async () => {
	const { user } = await chat({ server: '', serverKey: '' });
	await user.click(screen.getByRole('button', { name: /^127\.0\.0\.1:54307\s+Online$/ }));
	expect(screen.getByRole('dialog')).toHaveTextContent('Its key shows once you are connected.');
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
