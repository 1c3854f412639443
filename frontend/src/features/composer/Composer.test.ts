import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import { aConnection, aRoom, aRow, people, refusal } from '$lib/bridge/fake';
import type { Settings } from '$lib/bridge/bridge';
import { emojiList } from '$lib/emoji/emoji';
import { online, show } from '../../testing/show';
import Composer from './Composer.svelte';

async function compose(settings: Partial<Settings> = {}) {
	const begun = await online();
	begun.session.settings.remember(settings);
	const room = begun.session.rooms.shown;
	show(begun.session, Composer, { room });
	const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message lobby' });
	const sent = () => begun.bridge.changes('say').map((c) => c.text);
	return { ...begun, room, field, sent, user: userEvent.setup() };
}
const options = () => screen.queryAllByRole('option').map((o) => o.textContent.trim());
const chosen = () => screen.queryByRole('option', { selected: true })?.textContent.trim();

test('the cursor is in it from the start, and after sending', async () => {
	const { field, user } = await compose();
	expect(field).toHaveFocus();
	await user.type(field, 'hello{Enter}');
	expect(field).toHaveFocus();
});

test('Enter sends once and empties it', async () => {
	const { field, sent, user } = await compose();
	await user.type(field, 'hello{Enter}{Enter}');
	expect(sent()).toEqual(['hello']);
	expect(field).toHaveValue('');
});

test('Shift+Enter breaks the line', async () => {
	const { field, sent, user } = await compose();
	await user.type(field, 'one{Shift>}{Enter}{/Shift}two');
	expect(field).toHaveValue('one\ntwo');
	expect(sent()).toEqual([]);
	await user.keyboard('{Enter}');
	expect(sent()).toEqual(['one\ntwo']);
});

test('who wants it breaks the line with Enter, and sends with Shift+Enter; Ctrl+Enter sends always', async () => {
	const { field, sent, user } = await compose({ enter: 'newline' });
	await user.type(field, 'one{Enter}two{Shift>}{Enter}{/Shift}');
	expect(sent()).toEqual(['one\ntwo']);
	await user.type(field, 'three{Control>}{Enter}{/Control}');
	expect(sent()).toEqual(['one\ntwo', 'three']);
	cleanup();
	const sends = await compose({ enter: 'send' });
	await user.type(sends.field, 'four{Control>}{Enter}{/Control}');
	expect(sends.sent()).toEqual(['four']);
});

test('no Enter sends while an input method is composing', async () => {
	const { field, sent } = await compose();
	await fireEvent.input(field, { target: { value: 'にほん' } });
	await fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
	await fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
	await fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true, isComposing: true });
	expect(sent()).toEqual([]);
	await fireEvent.keyDown(field, { key: 'Enter' });
	expect(sent()).toEqual(['にほん']);
});

test('blanks alone are not sent, and code keeps its indentation', async () => {
	const { field, sent } = await compose();
	for (const value of ['  \n ', '\n  indented\n']) {
		await fireEvent.input(field, { target: { value } });
		await fireEvent.keyDown(field, { key: 'Enter' });
	}
	expect(sent()).toEqual(['  indented']);
});

test('what shows nothing is not sent, whatever it is made of', async () => {
	const { field, sent, user } = await compose();
	for (const value of ['\u200b', '\u2800', '\u3164 \u00ad', '\u2060\u200d\n', '\u{e0001}']) {
		await fireEvent.input(field, { target: { value } });
		await user.keyboard('{Enter}');
		expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
	}
	await fireEvent.input(field, { target: { value: '\u200bx' } });
	await user.keyboard('{Enter}');
	expect(sent()).toEqual(['\u200bx']);
});

test('what nobody sees is not pasted', async () => {
	const { bridge, session, field, user } = await compose();
	bridge.answers.parse = async (text: string) => ({ text: text.replaceAll('\u2028', '\n') });
	await user.type(field, 'ab');
	field.setSelectionRange(1, 1);
	await user.paste('one\u2028two');
	await vi.waitFor(() => expect(field).toHaveValue('aone\ntwob'));
	expect(bridge.asked('parse')).toEqual([['one\u2028two']]);
	await user.paste('plain\n');
	expect(field).toHaveValue('aone\ntwoplain\nb');
	expect(bridge.asked('parse')).toHaveLength(1);
	bridge.answers.parse = () => refusal('text-too-long');
	await user.paste('\0');
	await vi.waitFor(() =>
		expect(session.trouble.sentences).toEqual(['This is too long for one message. Send a part of it, or shorten it.']),
	);
});

test('where Go sends no files, a picture that is pasted is not let go without a word', async () => {
	const { bridge, session, field } = await compose();
	bridge.hasFiles = false;
	const paste = (files: unknown[], text: string) =>
		fireEvent.paste(field, { clipboardData: { files, getData: () => text } });
	await paste([{}], 'its name, from a table');
	expect(session.trouble.sentences).toEqual([]);
	await paste([{}], '');
	expect(session.trouble.sentences).toEqual(['Only text can be sent, no images or files.']);
});

test('a long paste is one message; what is too long stays, with a sentence', async () => {
	const { field, sent } = await compose();
	const write = async (value: string) => {
		await fireEvent.input(field, { target: { value } });
		await fireEvent.keyDown(field, { key: 'Enter' });
	};
	const lines = 'line\n'.repeat(999) + 'line';
	await write(lines);
	await write('é'.repeat(32 * 1000));
	expect(sent()).toEqual([lines, 'é'.repeat(32 * 1000)]);

	await write(lines + '\nline');
	expect(field).toHaveAccessibleDescription('This message has 1001 lines. The limit is 1,000. Shorten or split it.');
	expect(field).toBeInvalid();
	const long = 'é'.repeat(32 * 1024);
	await write(long);
	expect(field).toHaveAccessibleDescription(
		/^This message is 65\d\d\d bytes long\. The limit on this server is 65536\. Shorten or split it\.$/,
	);
	expect(field).toHaveValue(long);
	expect(sent()).toHaveLength(2);
});

test("what goes into a message is the server's to say", async () => {
	const { bridge, field } = await compose();
	await fireEvent.input(field, { target: { value: '"'.repeat(500) } });
	expect(field).toBeValid();
	bridge.emit({ connection: aConnection({ line: 1000 }) });
	await tick();
	expect(field).toHaveAccessibleDescription(/ on this server is 1000\. Shorten or split it\.$/);
	await fireEvent.keyDown(field, { key: 'Enter' });
	expect(bridge.changes('say')).toEqual([]);
	bridge.emit({ connection: aConnection({ line: 2000 }) });
	await tick();
	expect(field).toBeValid();
});

test('what Go refuses is not lost', async () => {
	const { bridge, room, field, user } = await compose();
	bridge.answers.say = () => refusal('text-too-long');
	await user.type(field, 'precious{Enter}');
	expect(room.rows).toMatchObject([
		{ text: 'precious', state: 'failed', error: 'This is too long for one message. Send a part of it, or shorten it.' },
	]);
});

test('a draft is kept when one goes elsewhere, is there again, and is gone once sent', async () => {
	const { bridge, session, room, field, user } = await compose();
	await user.type(field, 'half a thou');
	await user.tab();
	expect(bridge.asked('setDraft')).toEqual([['lobby', 'half a thou']]);
	await user.type(field, 'ght');
	cleanup(); // another room is shown
	expect(bridge.asked('setDraft').at(-1)).toEqual(['lobby', 'half a thought']);
	show(session, Composer, { room });
	expect(screen.getByRole('textbox')).toHaveValue('half a thought');
	await user.keyboard('{Enter}');
	expect(bridge.asked('setDraft').at(-1)).toEqual(['lobby', '']);
});

test('an answer says to what, goes out with it, and Esc makes it none', async () => {
	const { bridge, room, field, user } = await compose();
	room.writing.answer(aRow({ key: 'a', from: 'bob', text: 'who has it?' }));
	await tick();
	expect(screen.getByText(/Replying to/)).toHaveTextContent('Replying to bob');
	expect(field).toHaveFocus();
	await user.keyboard('{Escape}');
	expect(screen.queryByText(/Replying to/)).toBeNull();
	room.writing.answer(aRow({ key: 'a' }));
	await user.type(field, 'me{Enter}');
	expect(bridge.changes('say').map((c) => [c.text, c.reply_to])).toEqual([['me', 'a']]);
	expect(screen.queryByText(/Replying to/)).toBeNull();
});

test('up in an empty field edits the last own message; Enter saves, Esc keeps it and the draft', async () => {
	const { bridge, room, field, user } = await compose();
	await user.keyboard('{ArrowUp}');
	expect(screen.queryByText('Editing message')).toBeNull();
	bridge.emit({ row: aRow({ key: 'a', seq: 1, own: true, text: 'mistake' }) });
	bridge.emit({ row: aRow({ key: 'b', seq: 2, text: 'theirs' }) });
	await user.keyboard('{ArrowUp}');
	expect(screen.getByText('Editing message')).toBeVisible();
	expect(field).toHaveValue('mistake');
	await user.type(field, 's{Escape}');
	expect(field).toHaveValue('');
	await user.keyboard('{ArrowUp}');
	await user.clear(field);
	await user.type(field, 'mended{Enter}');
	expect(bridge.changes('edit').map((c) => [c.target, c.text])).toEqual([['a', 'mended']]);
	expect(bridge.changes('say')).toEqual([]);
	expect(room.rows[0].text).toBe('mended');
	await user.type(field, 'text{ArrowUp}');
	expect(screen.queryByText('Editing message')).toBeNull();
});

test('names are completed: those in the room first, by Tab, Enter or a click', async () => {
	const { bridge, field, sent, user } = await compose();
	bridge.answers.members = async () => ['alice', 'bob', 'Bobby'];
	bridge.emit(people(['alice', 'barbara', 'bob', 'zoe']));
	await user.type(field, 'ask @b');
	expect(options()).toEqual(['@bob', '@Bobby', '@barbara']);
	expect(chosen()).toBe('@bob');
	expect(field).toHaveAttribute('aria-activedescendant', screen.getByRole('option', { selected: true }).id);
	expect(field).toHaveAttribute('aria-controls', screen.getByRole('listbox', { name: 'People' }).id);
	await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
	expect(chosen()).toBe('@barbara');
	await user.keyboard('{Enter}');
	expect(field).toHaveValue('ask @barbara ');
	expect([options(), sent()]).toEqual([[], []]);
	await user.keyboard('or @Bo');
	await user.keyboard('{ArrowDown}{Tab}');
	expect(field).toHaveValue('ask @barbara or @Bobby ');
	await user.keyboard('or @z');
	await user.click(screen.getByRole('option'));
	expect(field).toHaveValue('ask @barbara or @Bobby or @zoe ');
	expect(field).toHaveFocus();
	expect(bridge.asked('members')).toEqual([['lobby']]);
});

test('who has typed the whole of it sends with Enter; Esc leaves a word alone until the next one', async () => {
	const { bridge, field, sent, user } = await compose();
	bridge.emit(people(['alice', 'bob', 'barbara']));
	await user.type(field, 'ask @bob{Enter}');
	expect(sent()).toEqual(['ask @bob']);
	await user.type(field, '@b{Escape}a');
	expect(options()).toEqual([]);
	await user.keyboard('r @b');
	expect(options()).toEqual(['@bob', '@barbara']);
});

test('away from the word there is nothing to complete: what stands there is sent, not replaced', async () => {
	const { bridge, field, sent, user } = await compose();
	bridge.emit(people(['alice', 'bob', 'barbara']));
	const text = 'ask @b about the printer';
	for (const [from, to] of [
		[6, text.length],
		[6, 0],
	]) {
		await user.type(field, text);
		await user.type(field, '{Backspace}b', { initialSelectionStart: from, initialSelectionEnd: from });
		expect(options()).toEqual(['@bob', '@barbara']);
		field.setSelectionRange(to!, to!); // as a click does, or Home and End
		await fireEvent(document, new Event('selectionchange'));
		expect(options()).toEqual([]);
		await user.keyboard('{Enter}');
		expect([sent().at(-1), field.value]).toEqual([text, '']);
	}
});

test('rooms are completed, those of two are not', async () => {
	const { bridge, field, user } = await compose();
	for (const name of ['experiments', 'printer']) bridge.emit({ room: aRoom({ name }) });
	bridge.emit({ room: aRoom({ name: '@alice,bob', with: ['alice', 'bob'] }) });
	await user.type(field, 'see #e');
	expect(options()).toEqual(['#experiments']);
	await user.keyboard('{Tab}');
	expect(field).toHaveValue('see #experiments ');
});

test('emoji are completed by their shortcodes, and by the closing colon', async () => {
	const { field, sent, user } = await compose();
	await emojiList();
	await user.type(field, 'yes :thumbs');
	await vi.waitFor(() => expect(chosen()).toMatch(/^👍.*:\+1:/));
	await user.keyboard('{Tab}');
	expect(field).toHaveValue('yes 👍 ');
	await user.keyboard('and :heart:');
	await vi.waitFor(() => expect(field).toHaveValue('yes 👍 and ❤️'));
	await user.keyboard(' at 10:30: or :nonsense: {Enter}');
	expect(sent()).toEqual(['yes 👍 and ❤️ at 10:30: or :nonsense:']);
});

test('an emoji is picked, and stands where the cursor was', async () => {
	const { field, user } = await compose();
	await user.type(field, 'well done', { initialSelectionStart: 0 });
	field.setSelectionRange(4, 4);
	await user.click(screen.getByRole('button', { name: 'Insert emoji' }));
	await user.keyboard('tada');
	await user.keyboard('{ArrowDown}{Enter}');
	expect(field).toHaveValue('well🎉 done');
	expect(field).toHaveFocus();
});

test('the others are told that one writes, and one is told of them', async () => {
	const { bridge, room, field, user } = await compose();
	await user.type(field, 'hello');
	expect(bridge.asked('typing')).toEqual([['lobby']]);
	bridge.emit({ typing: { room: 'lobby', from: 'bob' } });
	await tick();
	expect(screen.getByText(/typing/)).toHaveTextContent('bob is typing…');
	bridge.emit({ typing: { room: 'lobby', from: 'eve' } });
	await tick();
	expect(screen.getByText(/typing/)).toHaveTextContent('bob and eve are typing…');
	room.clear();
});

test('whoever is muted reads until when and why, and writes on where they were once it is over', async () => {
	const { bridge, field, user } = await compose();
	await user.type(field, 'half a thou');
	bridge.emit({ connection: aConnection({ muted: true, mutedReason: 'too loud' }) });
	await tick();
	expect(field).toBeDisabled();
	expect(field).toHaveAccessibleDescription("You're muted permanently: too loud. Ask a moderator.");
	bridge.emit({ connection: aConnection({ muted: true, mutedReason: 'too loud', role: 'moderator' }) });
	await tick();
	expect(field).toHaveAccessibleDescription("You're muted permanently: too loud. Ask another moderator.");
	bridge.emit({ connection: aConnection({ muted: true, mutedUntil: '2126-03-01T10:00:00.000Z' }) });
	await tick();
	expect(field).toHaveAccessibleDescription(/^You're muted until [^.]*2126[^.]*\.$/);
	expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
	field.blur(); // as a browser does of itself
	bridge.emit({ connection: aConnection() });
	await tick();
	expect(screen.queryByText(/You're muted/)).toBeNull();
	expect(field).toBeEnabled();
	expect(field).toHaveFocus();
	expect(field).toHaveValue('half a thou');
});
