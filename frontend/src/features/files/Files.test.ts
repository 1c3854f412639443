import { fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import type { FilesAsk } from '$lib/bridge/bridge';
import { aFile, aPicture, aRow, aTransfer, hashOf } from '$lib/bridge/fake';
import { settled, timeline } from '../../testing/timeline';
import { online, show } from '../../testing/show';
import Files from '../room/Files.svelte';
import { placeOf } from './frame';
import TransferNews from './TransferNews.svelte';
import Viewer from './Viewer.svelte';

test('a file is a card with its name, its size, and the ways to open and to save it', async () => {
	const { bridge, user } = await timeline({ rows: [aRow({ key: 'k', seq: 1, text: '', files: [aFile()] })] });
	const card = within(screen.getByRole('group', { name: 'plan.pdf' }));
	expect(card.getByText('96 MB')).toBeVisible();
	await user.click(card.getByRole('button', { name: 'Open' }));
	await user.click(card.getByRole('button', { name: 'Save…' }));
	expect(bridge.asked('openFile')).toEqual([['lobby', 'k', 0]]);
	expect(bridge.asked('saveFile')).toEqual([['lobby', 'k', 0]]);
});

test('where Go cannot do that yet, it is named and nothing is offered', async () => {
	const { bridge, hear } = await timeline();
	bridge.hasFiles = false;
	await hear({ text: '', files: [aFile(), aPicture()] });
	expect(screen.getByRole('group', { name: 'bench.jpg' })).toBeVisible();
	expect(screen.queryByRole('button', { name: 'Open' })).toBeNull();
	expect(screen.queryByRole('img', { name: /bench/ })).toBeNull();
});

test('it shows how far it has come, can be held and given up, and is verified once it is here', async () => {
	const { bridge, user } = await timeline({ rows: [aRow({ key: 'k', seq: 1, files: [aFile()] })] });
	const group = screen.getByRole('group', { name: 'plan.pdf' });
	bridge.emit({ transfer: aTransfer() });
	await tick();
	expect(group).toHaveTextContent('184 of 297 MB · 41 MB/s · 3 s left');
	expect(within(group).getByRole('progressbar', { name: 'Downloading plan.pdf' })).toHaveValue(184_000_000);
	expect(group.closest('[aria-live]')).toHaveAttribute('aria-live', 'off');
	await user.click(within(group).getByRole('button', { name: 'Pause plan.pdf' }));
	await user.click(within(group).getByRole('button', { name: 'Cancel plan.pdf' }));
	bridge.emit({ transfer: aTransfer({ state: 'paused' }) });
	await tick();
	await user.click(within(group).getByRole('button', { name: 'Resume plan.pdf' }));
	expect(bridge.asked('transfer').map((c) => c.at(-1))).toEqual(['pause', 'cancel', 'resume']);
	bridge.emit({ transfer: aTransfer({ state: 'done', saved: true }) });
	await tick();
	expect(group).toHaveTextContent('Verified');
	expect(within(group).getByRole('button', { name: 'Show in folder' })).toBeVisible();
});

test('what failed says why, and all of a message is tried again at once', async () => {
	const files = [aFile(), aFile({ name: 'raw.zip' })];
	const { bridge, user } = await timeline({ rows: [aRow({ key: 'k', seq: 1, files })] });
	const problem = { code: 'internal' };
	for (const index of [0, 1]) bridge.emit({ transfer: aTransfer({ index, up: true, state: 'failed', problem }) });
	await tick();
	expect(screen.getByRole('group', { name: 'raw.zip' })).toHaveTextContent(/^raw\.zip Not sent\. Something went wrong/);
	await user.click(screen.getByRole('button', { name: 'Retry all 2 failed files' }));
	expect(bridge.asked('transfer')).toEqual([
		['lobby', 'k', 0, 'retry'],
		['lobby', 'k', 1, 'retry'],
	]);
});

test('a screen reader hears that a file has come, and not each percent', async () => {
	const { bridge, session } = await online();
	show(session, TransferNews);
	bridge.emit({ transfer: aTransfer() });
	bridge.emit({ transfer: aTransfer({ done: 200_000_000 }) });
	await tick();
	expect(screen.getByRole('status')).toHaveTextContent('');
	bridge.emit({ transfer: aTransfer({ state: 'done' }) });
	await tick();
	expect(screen.getByRole('status')).toHaveTextContent('File was downloaded.');
});

test('a picture has its place and its colour before it is here', async () => {
	await timeline({ rows: [aRow({ seq: 1, text: '', files: [aPicture({ alt: 'our bench' })] })] });
	const picture = screen.getByRole('img', { name: 'our bench' });
	expect(picture).toHaveAttribute('src', `/file/${hashOf('bench.jpg')}/preview`);
	const frame = picture.closest<HTMLElement>('.frame')!;
	expect(frame.style.width).toBe('400px');
	expect(frame.style.aspectRatio).toMatch(/^1\.3333/);
	expect(frame.style.backgroundColor).toBe('rgb(122, 111, 85)');
	await fireEvent.error(picture);
	expect(screen.queryByRole('img', { name: 'our bench' })).toBeNull();
	expect(screen.getByText('our bench')).toBeVisible();
});

test('whatever its sides are, its place fits in and can be pressed', () => {
	for (const [width, height] of [
		[1, 1],
		[1, 100_000],
		[100_000, 1],
		[4032, 3024],
		[-5, 3],
	]) {
		const place = placeOf({ width, height });
		expect(place.width).toBeGreaterThanOrEqual(48);
		expect(place.width).toBeLessThanOrEqual(420);
		expect(place.width / place.ratio).toBeGreaterThanOrEqual(47);
		expect(place.width / place.ratio).toBeLessThanOrEqual(301);
	}
});

test('what means harm in a file is text, and leads nowhere', async () => {
	const what = '"><img src=x onerror=alert(1)>';
	const odd = { hash: what, name: what, type: what, alt: what, tint: `red;${what}`, preview: what };
	const { log } = await timeline({
		rows: [aRow({ seq: 1, text: '', files: [aFile(odd), aPicture(odd)] })],
	});
	expect(log.querySelector('img')).toBeNull();
	expect(log.querySelector('[onerror]')).toBeNull();
	expect(log.querySelector<HTMLElement>('.frame')!.style.backgroundColor).toBe('');
	expect(within(log).getAllByText(what).length).toBeGreaterThan(1);
});

test('the first lines of a text have their place before they are here', async () => {
	const { bridge, hear } = await timeline();
	bridge.answers.beginning = async () => 'one\r\ntwo\n3\n4\n5\n6\n7';
	await hear({ text: '', files: [aFile({ name: 'run.log', size: 9 })] });
	const lines = screen.getByRole('region', { name: 'First lines of run.log' });
	await settled();
	expect(lines.textContent).toBe('one\ntwo\n3\n4\n5\n6');
});

test('a picture is viewed large, by keys, copied and saved', async () => {
	const { bridge, session } = await online();
	const onclose = vi.fn();
	const pictures = [aPicture(), aPicture({ name: 'two.png', alt: 'the second' })].map((file, index) => ({
		...{ key: 'k', room: 'lobby', seq: 1, at: Date.now(), from: 'bob' },
		index,
		file,
	}));
	show(session, Viewer, { pictures, at: 0, onclose });
	const user = userEvent.setup();
	expect(screen.getByRole('dialog', { name: 'bench.jpg' })).toBeVisible();
	await user.keyboard('{ArrowLeft}{ArrowRight}{ArrowRight}');
	expect(screen.getByRole('dialog', { name: 'two.png' })).toHaveTextContent('2 of 2');
	expect(screen.getByRole('img', { name: 'the second', hidden: true })).toHaveAttribute(
		'src',
		`/file/${hashOf('two.png')}`,
	);
	await user.click(screen.getByRole('button', { name: 'Copy picture' }));
	await user.click(screen.getByRole('button', { name: 'Save…' }));
	expect(bridge.asked('copyPicture')).toEqual([['lobby', 'k', 1]]);
	expect(bridge.asked('saveFile')).toEqual([['lobby', 'k', 1]]);
	await user.keyboard('{Escape}');
	expect(onclose).toHaveBeenCalledOnce();
});

test('the files of a room are looked through, by name and kind, and lead to their messages', async () => {
	const { bridge, session } = await online();
	const room = session.rooms.shown;
	const found = { key: 'k', room: 'lobby', seq: 7, at: Date.now(), from: 'bob' };
	const all = [
		{ ...found, index: 0, file: aFile() },
		{ ...found, index: 1, file: aPicture() },
	];
	bridge.answers.files = async ({ kind }: FilesAsk) => ({ files: kind === 'picture' ? all.slice(1) : all, before: 3 });
	const jump = vi.spyOn(room, 'jumpTo').mockResolvedValue();
	const onclose = vi.fn();
	show(session, Files, { room, onclose });
	await settled();
	const user = userEvent.setup();
	const list = screen.getByRole('list', { name: 'Files in this room' });
	expect(within(list).getAllByRole('listitem')).toHaveLength(2);
	await user.click(screen.getByRole('button', { name: 'Show older files' }));
	expect(bridge.asked('files').at(-1)).toEqual([{ room: 'lobby', query: '', kind: '', before: 3 }]);
	await user.click(screen.getByRole('radio', { name: 'Pictures' }));
	await vi.waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(1));
	await user.type(screen.getByRole('textbox', { name: 'Search files by name' }), 'bench');
	await vi.waitFor(() => expect(bridge.asked('files').at(-1)).toMatchObject([{ query: 'bench', kind: 'picture' }]));
	await settled();
	await user.click(screen.getByRole('button', { name: 'Options for bench.jpg' }));
	await user.click(screen.getByRole('menuitem', { name: 'Go to message' }));
	expect(jump).toHaveBeenCalledWith(7);
	expect(onclose).toHaveBeenCalledOnce();
});
