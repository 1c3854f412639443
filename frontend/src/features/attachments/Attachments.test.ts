import { fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import { anAttachment } from '$lib/bridge/fake';
import { keepInside } from '$lib/bridge/keep-inside';
import { online, show } from '../../testing/show';
import { settled } from '../../testing/timeline';
import Composer from '../composer/Composer.svelte';
import DropZone from './DropZone.svelte';

async function composer() {
	const begun = await online();
	const room = begun.session.rooms.shown;
	show(begun.session, Composer, { room });
	const field = screen.getByRole('textbox', { name: 'Message lobby' });
	return { ...begun, room, field, user: userEvent.setup() };
}
const picture = (handle: string, name: string) =>
	anAttachment({ handle, name, picture: true, width: 40, height: 30, type: 'image/png' });

test('files are picked, named, described, and go with the text', async () => {
	const { bridge, field, user } = await composer();
	bridge.answers.pickFiles = async () => [anAttachment({ handle: 'h1' }), picture('h2', 'b.png')];
	await user.click(screen.getByRole('button', { name: 'Attach files' }));
	await user.click(screen.getByRole('menuitem', { name: 'Files…' }));
	const tray = within(await screen.findByRole('list', { name: 'Files to send' }));
	expect(screen.getAllByRole('status')[0]).toHaveTextContent(/files to send|^$/);
	const [name] = tray.getAllByRole('textbox', { name: 'File name' });
	await user.clear(name);
	await user.type(name, 'new.pdf');
	await user.type(tray.getByRole('textbox', { name: 'Description of b.png' }), 'a bench');
	const asIs = tray.getByRole('checkbox', { name: 'Send as it is' });
	expect(asIs).toHaveAccessibleDescription(/Location and camera data are removed/);
	await user.click(asIs);
	expect(asIs).toHaveAccessibleDescription(/with any location and camera data/);
	await user.type(field, 'look{Enter}');
	expect(bridge.changes('say')).toMatchObject([
		{
			text: 'look',
			attachments: [
				{ handle: 'h1', name: 'new.pdf' },
				{ handle: 'h2', name: 'b.png', alt: 'a bench', as_is: true },
			],
		},
	]);
	expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull();
});

test('Enter sends them without a text, too, and what cannot be sent holds them up', async () => {
	const { bridge, room, field, user } = await composer();
	room.writing.attachments.add([anAttachment({ problem: { code: 'internal' } }), anAttachment({ handle: 'h2' })]);
	await tick();
	await user.type(field, '{Enter}');
	expect(bridge.changes('say')).toEqual([]);
	expect(screen.getByText("Remove the files that can't be sent first.")).toBeVisible();
	await user.click(screen.getAllByRole('button', { name: 'Remove plan.pdf' })[0]);
	expect(document.activeElement).toHaveAccessibleName('Remove plan.pdf');
	await user.type(field, '{Enter}');
	expect(bridge.changes('say')).toMatchObject([{ text: '', attachments: [{ handle: 'h2' }] }]);
});

test('their order is changed by keyboard, and the last one removed gives the cursor back', async () => {
	const { room, field, user } = await composer();
	room.writing.attachments.add([anAttachment(), anAttachment({ handle: 'h2', name: 'b.zip' })]);
	await tick();
	screen.getByRole('button', { name: 'Options for b.zip' }).focus();
	await user.keyboard('{ArrowDown}{Enter}');
	expect(room.writing.attachments.entries.map((e) => e.handle)).toEqual(['h2', 'h1']);
	await user.click(screen.getByRole('button', { name: 'Remove b.zip' }));
	await user.click(screen.getByRole('button', { name: 'Remove plan.pdf' }));
	expect(field).toHaveFocus();
});

test('a paste without text is Go’s to look at, once WebKit has read the clipboard', async () => {
	vi.useFakeTimers();
	const { bridge, field } = await composer();
	bridge.answers.pasteFiles = async () => [picture('h1', 'screenshot.png')];
	const empty = { getData: () => '', files: [], types: [] };
	expect(await fireEvent.paste(field, { clipboardData: empty })).toBe(false);
	await vi.advanceTimersByTimeAsync(200);
	expect(bridge.asked('pasteFiles')).toEqual([]);
	await vi.advanceTimersByTimeAsync(200);
	expect(screen.getByRole('list', { name: 'Files to send' })).toBeVisible();
	await fireEvent.paste(field, { clipboardData: { ...empty, getData: () => 'text' } });
	await vi.advanceTimersByTimeAsync(400);
	expect(bridge.asked('pasteFiles')).toHaveLength(1);
	vi.useRealTimers();
});

test('where the page has the bytes of what is pasted, Go gets them', async () => {
	const { bridge, field } = await composer();
	const files = [new File([new Uint8Array([1, 2, 3])], 'shot.png')];
	await fireEvent.paste(field, { clipboardData: { getData: () => '', files, types: ['Files'] } });
	await vi.waitFor(() => expect(bridge.asked('attachBytes')).toEqual([['shot.png', 'AQID']]));
});

test('while files are dragged over the window it says where they go', async () => {
	const { session } = await online();
	show(session, DropZone, { room: 'lobby' });
	await fireEvent.dragOver(window, { dataTransfer: { types: ['text/plain'] } });
	expect(screen.queryByText(/^Drop files/)).toBeNull();
	await fireEvent.dragOver(window, { dataTransfer: { types: ['text/uri-list', 'text/html'] } });
	expect(screen.getByText('Drop files here to send them to lobby')).toBeVisible();
	await fireEvent.drop(window, { dataTransfer: { types: ['text/uri-list'] } });
	expect(screen.queryByText(/^Drop files/)).toBeNull();
});

test('what is dropped over a field as a list of addresses does not replace the window', async () => {
	const { bridge } = await composer();
	const stop = keepInside(document, bridge, () => {});
	const field = screen.getByRole('textbox', { name: 'Message lobby' });
	const drop = (types: string[]) => fireEvent.drop(field, { dataTransfer: { types } });
	expect(await drop(['text/uri-list', 'text/html'])).toBe(false);
	expect(await drop(['text/plain'])).toBe(true);
	stop();
	await settled();
});
