import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { refusal } from '$lib/bridge/fake';
import { speak } from '$lib/text/language.svelte';
import { online, show } from '../../testing/show';
import Trouble from './Trouble.svelte';

test('that no more of a server is kept is said until it is, with what to do', async () => {
	const { bridge, session } = await online();
	show(session, Trouble);
	const user = userEvent.setup();
	const said = () => screen.getByRole('alert').textContent!.replace(/\s+/g, ' ').trim();
	bridge.emit({ quota: { full: 'day' } });
	await tick();
	expect(said()).toMatch(/^This server has sent more in one day than this computer saves\./);

	bridge.answers.keepGoing = () => refusal('archive-full');
	await user.click(screen.getByRole('button', { name: 'Keep going' }));
	expect(said()).toContain('its disk is full');
	delete bridge.answers.keepGoing;
	await user.click(screen.getByRole('button', { name: 'Keep going' }));
	expect(bridge.asked('keepGoing')).toHaveLength(2);
	bridge.emit({ quota: { full: '' } });
	await tick();
	expect(said()).toBe('');

	speak('de');
	bridge.emit({ quota: { full: 'all' } });
	await tick();
	expect(said()).toContain('keine weiteren Nachrichten dieses Servers');
	bridge.emit({ forget: true });
	await tick();
	expect(said()).toBe('');
	speak('en');
});
