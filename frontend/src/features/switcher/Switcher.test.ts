import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { aRoom, people, refusal } from '$lib/bridge/fake';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

async function switcher() {
	const begun = await online();
	const { bridge, session } = begun;
	const user = userEvent.setup();
	bridge.emit(people(['alice', 'bob', 'eve', 'Zoë'], { guests: ['eve'] }));
	bridge.emit({ room: aRoom({ name: 'experiments', at: Date.parse('2026-03-01T00:00:00Z') }) });
	bridge.emit({ room: aRoom({ name: 'printer', at: Date.parse('2026-03-02T00:00:00Z'), unread: 3 }) });
	bridge.emit({ room: aRoom({ name: '@alice,bob', with: ['alice', 'bob'], at: Date.parse('2026-01-01T00:00:00Z') }) });
	show(session, Chat);
	await user.keyboard('{Control>}k{/Control}');
	const options = () => screen.queryAllByRole('option').map((o) => o.textContent.replace(/\s+/g, ' ').trim());
	return { ...begun, user, options, shown: () => session.rooms.shown.name };
}

test('begins with what was seen last, and then whoever is here; where one is comes behind', async () => {
	const { session, user, options } = await switcher();
	expect(screen.getByRole('combobox')).toHaveFocus();
	expect(options()).toEqual(['# printer 3 unread', '# experiments', 'bob online', '# lobby', 'Zoë online']);
	await user.keyboard('{Escape}');
	session.rooms.show('experiments');
	session.rooms.show('lobby');
	await user.keyboard('{Control>}k{/Control}');
	expect(options()[0]).toBe('# experiments');
});

test('a few letters and Enter go there, and the cursor goes along', async () => {
	const { user, options, shown } = await switcher();
	await user.keyboard('xp');
	expect(options()).toEqual(['# experiments']);
	await user.keyboard('{Enter}');
	expect(shown()).toBe('experiments');
	expect(screen.queryByRole('dialog')).toBeNull();
	expect(screen.getByRole('textbox', { name: 'Message experiments' })).toHaveFocus();
});

test('the arrows mark another one, round and round', async () => {
	const { user, shown } = await switcher();
	const marked = () => document.getElementById(screen.getByRole('combobox').getAttribute('aria-activedescendant')!);
	expect(marked()).toHaveTextContent('printer');
	await user.keyboard('{ArrowDown}');
	expect(marked()).toHaveTextContent('experiments');
	expect(marked()).toHaveAttribute('aria-selected', 'true');
	await user.keyboard('{ArrowUp}{ArrowUp}');
	expect(marked()).toHaveTextContent('Zoë');
	await user.keyboard('{ArrowDown}{Enter}');
	expect(shown()).toBe('printer');
});

test('somebody with whom there is no room yet gets one', async () => {
	const { bridge, user, shown } = await switcher();
	bridge.answers.direct = async () => '@alice,zoe';
	await user.keyboard('@zo{Enter}');
	expect(bridge.asked('direct')).toEqual([['Zoë']]);
	expect(shown()).toBe('@alice,zoe');
});

test('what fits nothing may be a room to join or to make', async () => {
	const { bridge, user, options, shown } = await switcher();
	bridge.answers.joinRoom = () => refusal('no-room');
	await user.keyboard('Tea Time');
	expect(options()).toEqual(['Join #tea-time', 'Create #tea-time']);
	await user.keyboard('{Enter}');
	expect(await screen.findByText("This room doesn't exist or is private.")).toBeVisible();
	expect(shown()).toBe('lobby');
	await user.keyboard('{ArrowDown}{Enter}');
	expect(bridge.asked('openRoom')).toEqual([['tea-time', '', false]]);
	expect(shown()).toBe('tea-time');
});

test('what cannot be the name of a room is nothing', async () => {
	const { user, options } = await switcher();
	await user.keyboard('???');
	expect(options()).toEqual([]);
	expect(screen.getByText(/^No room or person matches/)).toBeVisible();
	await user.keyboard('{Enter}');
	expect(screen.getByRole('dialog')).toBeVisible();
});
