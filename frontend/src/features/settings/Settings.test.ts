import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { refusal, type FakeBridge } from '$lib/bridge/fake';
import { begin, show } from '../../testing/show';
import SettingsDialog from './SettingsDialog.svelte';

async function settings(prepare?: (bridge: FakeBridge) => void) {
	const begun = await begin(prepare);
	const closed: number[] = [];
	show(begun.session, SettingsDialog, { onclose: () => closed.push(1) });
	const kept = () => begun.bridge.asked('saveSettings').at(-1)?.[0];
	return { ...begun, kept, closed, user: userEvent.setup() };
}
const radio = (name: string) => screen.getByRole('radio', { name });
const toggle = (name: string) => screen.getByRole('switch', { name });

test('each choice holds at once and is kept with all the others', async () => {
	const { user, kept, session } = await settings((bridge) => bridge.settings({ enter: 'newline', keepAll: true }));
	expect(radio('New line')).toBeChecked();
	expect(toggle('Download full history')).toBeChecked();
	await user.click(radio('Send'));
	await user.click(radio('All messages'));
	await user.click(toggle('Do not disturb'));
	await user.click(toggle('Start Confab when you sign in'));
	await user.click(toggle('Keep running in the system tray'));
	await user.click(toggle('Download full history'));
	await user.click(radio('Deutsch'));
	expect(kept()).toMatchObject({
		language: 'de',
		enter: 'send',
		notify: 'all',
		doNotDisturb: true,
		autostart: true,
		tray: true,
		keepAll: false,
	});
	expect(session.settings.now.language).toBe('de');
});

test('another language is spoken at once, everywhere', async () => {
	const { user } = await settings();
	await user.click(radio('Deutsch'));
	expect(screen.getByRole('dialog', { name: 'Einstellungen' })).toBeVisible();
	expect(radio('Senden')).toBeChecked();
	expect(radio('Nur Erwähnungen')).toBeChecked();
	await user.click(radio('English'));
	expect(screen.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

test('the text grows and shrinks in steps, to its ends', async () => {
	const { user, kept, session } = await settings((bridge) => bridge.settings({ textSize: 175 }));
	const group = screen.getByRole('group', { name: 'Text size' });
	await user.click(screen.getByRole('button', { name: 'Increase text size' }));
	expect(kept()).toMatchObject({ textSize: 200 });
	expect(group).toHaveTextContent('200%');
	await user.click(screen.getByRole('button', { name: 'Increase text size' }));
	expect(session.settings.now.textSize).toBe(200);
	for (let i = 0; i < 9; i++) await user.click(screen.getByRole('button', { name: 'Decrease text size' }));
	expect(kept()).toMatchObject({ textSize: 80 });
	expect(screen.getByRole('button', { name: 'Decrease text size' })).toHaveFocus();
});

test('a switch that Go could not throw goes back, and it says why', async () => {
	const { user, bridge, closed, session } = await settings();
	bridge.answers.saveSettings = () => refusal('autostart-failed');
	await user.click(toggle('Start Confab when you sign in'));
	await tick();
	expect(screen.getByRole('alert')).toHaveTextContent(
		"The setting wasn't saved. Confab can't change whether it starts when you sign in.",
	);
	expect(toggle('Start Confab when you sign in')).not.toBeChecked();
	await user.keyboard('{Escape}');
	expect(closed).toHaveLength(1);
	expect(session.settings.failed).toBe('');
});

test.each([
	[{ tray: false, autostart: true }, true, false],
	[{ tray: true, autostart: false }, false, true],
	[{ tray: false, autostart: false }, false, false],
])('what the system does not have is not there: %j', async (part, autostart, tray) => {
	await settings((bridge) => (bridge.snapshot.system = { ...bridge.snapshot.system, ...part }));
	expect(screen.queryByRole('switch', { name: 'Start Confab when you sign in' }) !== null).toBe(autostart);
	expect(screen.queryByRole('switch', { name: 'Keep running in the system tray' }) !== null).toBe(tray);
	expect(screen.queryByRole('region', { name: 'Startup and tray' }) !== null).toBe(autostart || tray);
});

test('the archive says where it is, and everything can be written to a file', async () => {
	const { user, bridge } = await settings();
	expect(screen.getByText('/srv/alice/confab')).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Open folder' }));
	expect(bridge.asked('openFolder')).toHaveLength(1);
	await user.click(screen.getByRole('button', { name: 'Plain text' }));
	expect(bridge.asked('exportRoom')).toEqual([['', 'text']]);
});
