import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { aConnection, aDevice, anInvitation, fingerprint, refusal } from '$lib/bridge/fake';
import { inFours, short } from '$lib/text/fingerprint';
import { online, show } from '../../testing/show';
import Chat from '../chat/Chat.svelte';

afterEach(() => vi.useRealTimers());

const laptop = aDevice({ name: 'laptop' });
const office = aDevice({ id: fingerprint('here'), name: 'office', here: true, online: true });

async function chat() {
	const begun = await online({ you: 'alice' });
	begun.bridge.answers.devices = async () => begun.bridge.emit({ devices: { devices: [laptop, office] } });
	show(begun.session, Chat);
	return { ...begun, user: userEvent.setup({ delay: null }) };
}

async function devices() {
	const begun = await chat();
	await begun.user.click(screen.getByRole('button', { name: /^alice/ }));
	await begun.user.click(screen.getByRole('menuitem', { name: 'My devices…' }));
	const dialog = screen.getByRole('dialog', { name: 'My devices' });
	return { ...begun, dialog, list: () => within(dialog).getAllByRole('listitem') };
}

test('the list is asked for: this device first, and how each stands', async () => {
	const { bridge, user, dialog, list } = await devices();
	expect(bridge.asked('devices')).toHaveLength(1);
	expect(list()[0]).toHaveTextContent(/office this device.*Online, added/);
	expect(list()[1]).toHaveTextContent(/laptop.*Last seen \d\d:\d\d, added/);
	expect(dialog).toHaveTextContent('Its key is stored in the system keyring.');

	const id = fingerprint('here');
	expect(dialog).toHaveTextContent(`${short(id)}…`);
	await user.click(screen.getByRole('button', { name: 'Show full key' }));
	expect(dialog).toHaveTextContent(inFours(id));
	await user.click(screen.getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([[id]]);
});

test('when the list cannot be had it is said where it would stand', async () => {
	const { bridge, user } = await chat();
	bridge.answers.devices = () => refusal('not-connected');
	await user.click(screen.getByRole('button', { name: /^alice/ }));
	await user.click(screen.getByRole('menuitem', { name: 'My devices…' }));
	expect(within(screen.getByRole('dialog')).getByRole('alert')).toHaveTextContent(
		'There is no connection to the server.',
	);
});

test('a device is renamed in place; a refusal stays with it, and Esc leaves the dialog open', async () => {
	const { bridge, user, dialog } = await devices();
	bridge.answers.renameDevice = () => refusal('no-device');
	await user.click(screen.getByRole('button', { name: 'Rename laptop' }));
	const field = screen.getByRole('textbox', { name: 'Device name' });
	expect(field).toHaveFocus();
	await user.keyboard('x{Backspace}couch{Enter}');
	expect(bridge.asked('renameDevice')).toEqual([[laptop.id, 'couch']]);
	expect(within(dialog).getByRole('alert')).toHaveTextContent("This isn't one of your devices any more.");
	await user.keyboard('{Escape}');
	expect(screen.queryByRole('textbox', { name: 'Device name' })).toBeNull();
	expect(dialog).toBeInTheDocument();

	await user.click(screen.getByRole('button', { name: 'Rename laptop' }));
	await user.clear(screen.getByRole('textbox', { name: 'Device name' }));
	await user.keyboard(`${'👍'.repeat(65)}{Enter}`);
	expect(screen.getByRole('textbox', { name: 'Device name' })).toHaveAccessibleDescription('65 / 64');
	expect(bridge.asked('renameDevice')).toHaveLength(1);
});

test('a device is revoked once one has said so twice, and read what it means', async () => {
	const { bridge, user } = await devices();
	bridge.answers.revoke = () => refusal('last-device');
	await user.click(screen.getByRole('button', { name: 'Revoke office…' }));
	const dialog = screen.getByRole('dialog', { name: 'Revoke office?' });
	expect(dialog).toHaveTextContent("This is the device you're using.");
	expect(within(dialog).getByRole('button', { name: 'Cancel' })).toHaveFocus();
	expect(bridge.asked('revoke')).toEqual([]);
	await user.click(within(dialog).getByRole('button', { name: 'Revoke' }));
	expect(bridge.asked('revoke')).toEqual([[office.id]]);
	expect(within(dialog).getByRole('alert')).toHaveTextContent('This is your only device.');

	delete bridge.answers.revoke;
	await user.click(within(dialog).getByRole('button', { name: 'Revoke' }));
	expect(dialog).not.toBeInTheDocument();
	expect(screen.getByRole('button', { name: 'Revoke office…' })).toHaveFocus();
});

test('a device is added by a link that gets old, and is made anew', async () => {
	const { bridge, user } = await devices();
	vi.useFakeTimers({ now: new Date('2026-03-12T10:00:00Z') });
	bridge.answers.pair = async () => anInvitation();
	await user.click(screen.getByRole('button', { name: 'Add a device…' }));
	await vi.advanceTimersByTimeAsync(0);
	const dialog = screen.getByRole('dialog', { name: 'Add a device' });
	expect(dialog).toHaveTextContent('On the new device, open this link and use the same name: alice.');
	expect(within(dialog).getByRole('img', { name: 'QR code for the link' })).toBeVisible();
	await user.click(within(dialog).getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([[anInvitation().link]]);

	const timer = within(dialog).getByRole('timer');
	expect(timer).toHaveTextContent('Expires in 5:00.');
	await vi.advanceTimersByTimeAsync(61_000);
	expect(timer).toHaveTextContent('Expires in 3:59.');
	await vi.advanceTimersByTimeAsync(239_000);
	expect(dialog).toHaveTextContent('This link has expired.');
	expect(within(dialog).queryByRole('img')).toBeNull();
	await user.click(within(dialog).getByRole('button', { name: 'Create a new link' }));
	await vi.advanceTimersByTimeAsync(0);
	expect(bridge.asked('pair')).toHaveLength(2);
	expect(within(dialog).getByRole('timer')).toHaveTextContent('Expires in 5:00.');
});

test('adding is over as soon as the device is there, and not before', async () => {
	const { bridge, user } = await devices();
	await user.click(screen.getByRole('button', { name: 'Add a device…' }));
	await screen.findByRole('img');
	bridge.emit({ devices: { devices: [laptop, office] } });
	await tick();
	expect(screen.getByRole('dialog', { name: 'Add a device' })).toBeVisible();
	bridge.emit({ devices: { devices: [laptop, office, aDevice({ name: 'phone' })] } });
	await tick();
	expect(screen.queryByRole('dialog', { name: 'Add a device' })).toBeNull();
});

test('when there is no link to be had it is said, and tried again', async () => {
	const { bridge, user } = await devices();
	bridge.answers.pair = () => refusal('too-many-devices', { max: 20 });
	await user.click(screen.getByRole('button', { name: 'Add a device…' }));
	expect(await screen.findByText(/You have 20 devices, which is the limit/)).toBeVisible();
	delete bridge.answers.pair;
	await user.click(screen.getByRole('button', { name: 'Try again' }));
	expect(await screen.findByRole('img', { name: 'QR code for the link' })).toBeVisible();
});

test('a guest has no devices, and is not let to ask for them', async () => {
	const { bridge, session, user } = await chat();
	session.apply({ connection: aConnection({ guest: true, role: '' }) });
	await tick();
	await user.click(screen.getByRole('button', { name: 'alice guest' }));
	await user.click(screen.getByRole('menuitem', { name: 'My devices…' }));
	expect(screen.getByRole('dialog')).toHaveTextContent("You're a guest here");
	expect(bridge.asked('devices')).toEqual([]);
	expect(screen.queryByRole('button', { name: 'Add a device…' })).toBeNull();
});

const phone = fingerprint('phone');
const asking = (over = false) => ({ asking: { device: phone, address: '192.168.4.31', over } });

test('a device that asks: what to compare, the cursor where a key does no harm, gone when it is over', async () => {
	const { bridge } = await chat();
	const field = screen.getByRole('textbox');
	expect(field).toHaveFocus();
	bridge.emit(asking());
	await tick();
	const dialog = screen.getByRole('alertdialog', { name: 'Add this device?' });
	expect(dialog).toHaveAccessibleDescription(new RegExp(`${short(phone)}.*192\\.168\\.4\\.31`));
	expect(screen.getByRole('button', { name: 'Not mine' })).toHaveFocus();
	bridge.emit(asking(true));
	await tick();
	expect(screen.queryByRole('alertdialog')).toBeNull();
	expect(field).toHaveFocus();
	expect(bridge.asked('confirm')).toEqual([]);
});

test.each([
	["It's mine, add it", true],
	['Not mine', false],
])('“%s” is the answer %s; a refusal keeps the question there', async (name, yes) => {
	const { bridge, user } = await chat();
	bridge.answers.confirm = () => refusal('not-asking');
	bridge.emit(asking());
	await tick();
	await user.click(screen.getByRole('button', { name }));
	expect(bridge.asked('confirm')).toEqual([[phone, yes]]);
	expect(within(screen.getByRole('alertdialog')).getByRole('alert')).toHaveTextContent(
		'This device is no longer waiting to be confirmed.',
	);
	delete bridge.answers.confirm;
	await user.click(screen.getByRole('button', { name }));
	expect(screen.queryByRole('alertdialog')).toBeNull();
});

const tablet = fingerprint('tablet');
const asks = (device: string, over = false) => ({ asking: { device, address: '', over } });

test.each([
	['the end of the first comes first', [asks(phone, true), asks(tablet)]],
	['the end of the first comes last', [asks(tablet), asks(phone, true)]],
	['the end comes twice', [asks(phone, true), asks(tablet), asks(phone, true)]],
])('a device that asks instead of another: %s', async (_, events) => {
	const { bridge, user } = await chat();
	const field = screen.getByRole('textbox');
	for (const between of [async () => {}, tick]) {
		bridge.emit(asks(phone));
		await tick();
		bridge.answers.confirm = () => refusal('not-asking');
		await user.click(screen.getByRole('button', { name: "It's mine, add it" }));
		for (const event of events) {
			bridge.emit(event);
			await between();
		}
		await tick();
		// What is left of the first would be taken for the second's.
		const dialog = screen.getByRole('alertdialog');
		expect(dialog).toHaveAccessibleDescription(new RegExp(short(tablet)));
		expect(within(dialog).queryByRole('alert')).toBeNull();
		expect(within(dialog).getByRole('button', { name: 'Not mine' })).toHaveFocus();
		delete bridge.answers.confirm;
		await user.click(screen.getByRole('button', { name: "It's mine, add it" }));
		expect(bridge.asked('confirm').at(-1)).toEqual([tablet, true]);
		expect(screen.queryByRole('alertdialog')).toBeNull();
		expect(field).toHaveFocus();
	}
});

test('the end of a device that does not ask is nothing', async () => {
	const { bridge } = await chat();
	const field = screen.getByRole('textbox');
	bridge.emit(asks(tablet, true));
	await tick();
	expect(screen.queryByRole('alertdialog')).toBeNull();
	expect(field).toHaveFocus();
	bridge.emit(asks(phone));
	bridge.emit(asks(tablet, true));
	await tick();
	expect(screen.getByRole('alertdialog')).toHaveAccessibleDescription(new RegExp(short(phone)));
});

test('Esc says that it is not mine', async () => {
	const { bridge, user } = await chat();
	bridge.emit(asking());
	await tick();
	await user.keyboard('{Escape}');
	expect(bridge.asked('confirm')).toEqual([[phone, false]]);
});
