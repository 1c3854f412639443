import { fireEvent, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aConnection, refusal } from '$lib/bridge/fake';
import { online, show } from '../../testing/show';
import Composer from './Composer.svelte';

async function compose() {
	const begun = await online();
	show(begun.session, Composer, { room: begun.session.room });
	const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message to lobby' });
	const sent = () => begun.bridge.asked('send').map(([, , text]) => text);
	return { ...begun, field, sent, user: userEvent.setup() };
}

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

test('Enter does not send while an input method is composing', async () => {
	const { field, sent } = await compose();
	await fireEvent.input(field, { target: { value: 'にほん' } });
	await fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
	await fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
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

test('what Go refuses is not lost', async () => {
	const { bridge, session, field, user } = await compose();
	bridge.answers.send = () => refusal('invalid-text', 'Too long.');
	await user.type(field, 'precious{Enter}');
	expect(session.room.rows).toMatchObject([{ text: 'precious', state: 'failed', error: 'Too long.' }]);
});

test('a draft outlives the composer', async () => {
	const { session, field, user } = await compose();
	await user.type(field, 'half a thou');
	show(session, Composer, { room: session.room });
	expect(screen.getAllByRole('textbox')[1]).toHaveValue('half a thou');
});

test('whoever is muted reads until when and why, and writes on where they were once it is over', async () => {
	const { bridge, field, user } = await compose();
	await user.type(field, 'half a thou');
	bridge.emit({ connection: aConnection({ muted: true, mutedReason: 'too loud' }) });
	await tick();
	expect(field).toBeDisabled();
	expect(field).toHaveAccessibleDescription('You are muted for good: too loud.');
	expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
	field.blur(); // as a browser does of itself
	bridge.emit({ connection: aConnection() });
	await tick();
	expect(screen.queryByText(/You are muted/)).toBeNull();
	expect(field).toBeEnabled();
	expect(field).toHaveFocus();
	expect(field).toHaveValue('half a thou');
});
