import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import Dialog from './Dialog.svelte';
import Menu from './Menu.svelte';
import QR from './QR.svelte';
import Switch from './Switch.svelte';
import Tabs from './Tabs.svelte';
import { elements } from '../testing/snippet';

describe('a menu', () => {
	function menu() {
		const chosen: string[] = [];
		const items = ['Mute', 'Ban', 'Lift', 'Mend'].map((label) => ({ label, onselect: () => chosen.push(label) }));
		render(Menu, { label: 'About bob', items, look: 'icon', title: 'bob', children: elements('<i></i>') });
		const at = (name: string) => expect(screen.getByRole('menuitem', { name })).toHaveFocus();
		return { chosen, at, user: userEvent.setup(), button: screen.getByRole('button', { name: 'About bob' }) };
	}

	test('opens at its first item, or by the arrow up at its last', async () => {
		const { user, at, button } = menu();
		expect(screen.queryByRole('menu')).toBeNull();
		button.focus();
		for (const keys of ['{Enter}', ' ', '{ArrowDown}', '{Shift>}{F10}{/Shift}', '{ContextMenu}']) {
			await user.keyboard(keys);
			at('Mute');
			expect(button).toHaveAttribute('aria-expanded', 'true');
			await user.keyboard('{Escape}');
			expect(screen.queryByRole('menu')).toBeNull();
			expect(button).toHaveFocus();
		}
		await user.keyboard('{ArrowUp}');
		at('Mend');
	});

	test('has no tip before it', async () => {
		const { user, button } = menu();
		expect(button).toHaveAttribute('title', 'bob');
		await user.click(button);
		expect(button).not.toHaveAttribute('title');
	});

	test('is gone through by arrows, Home, End and first letters, round and round', async () => {
		const { user, at, button } = menu();
		await user.click(button);
		const way: [string, string][] = [
			['{ArrowDown}', 'Ban'],
			['{ArrowUp}{ArrowUp}', 'Mend'],
			['{ArrowDown}', 'Mute'],
			['{End}', 'Mend'],
			['{Home}', 'Mute'],
			['m', 'Mend'],
			['m', 'Mute'],
			['L', 'Lift'],
		];
		for (const [keys, item] of way) {
			await user.keyboard(keys);
			at(item);
		}
	});

	test('does what is chosen once, and gives the cursor back first', async () => {
		const { user, chosen, button } = menu();
		await user.click(button);
		await user.keyboard('{ArrowDown}{Enter}');
		expect(chosen).toEqual(['Ban']);
		expect(button).toHaveFocus();
		expect(screen.queryByRole('menu')).toBeNull();
	});

	test('is over when something else is pressed or gone to', async () => {
		const { user, button } = menu();
		await user.click(button);
		await user.click(document.body);
		expect(screen.queryByRole('menu')).toBeNull();
		await user.click(button);
		await user.keyboard('{Tab}');
		expect(screen.queryByRole('menu')).toBeNull();
	});
});

describe('a dialog', () => {
	function dialog(
		part: object,
		body = '<p><input aria-label="Other" /><input aria-label="First" data-first="" /></p>',
	) {
		const before = document.body.appendChild(document.createElement('button'));
		before.focus();
		const onclose = vi.fn();
		const children = elements(body);
		const shown = render(Dialog, { title: 'Sure?', closeLabel: 'Close', onclose, children, ...part });
		return { before, onclose, user: userEvent.setup(), ...shown };
	}

	test('has its name, takes the cursor, and gives it back', async () => {
		const { before, unmount } = dialog({});
		expect(screen.getByRole('dialog', { name: 'Sure?' })).toBeVisible();
		expect(screen.getByRole('textbox', { name: 'First' })).toHaveFocus();
		unmount();
		expect(before).toHaveFocus();
	});

	test('stays when Esc only gives up what an input method composes', async () => {
		const { onclose } = dialog({});
		const field = screen.getByRole('textbox', { name: 'First' });
		await fireEvent.keyDown(field, { key: 'Escape', isComposing: true });
		await fireEvent.keyDown(field, { key: 'Escape', keyCode: 229 });
		expect(onclose).not.toHaveBeenCalled();
		await fireEvent.keyDown(field, { key: 'Escape' });
		expect(onclose).toHaveBeenCalledOnce();
	});

	test('takes the cursor itself where nothing in it comes first', () => {
		dialog({}, '<p>Read this.</p>');
		expect(screen.getByRole('dialog')).toHaveFocus();
	});

	test('is closed by Esc, the cross and the system’s own way, not by an Esc that is for something in it', async () => {
		const { user, onclose } = dialog({});
		await user.keyboard('{Escape}');
		expect(onclose).toHaveBeenCalledTimes(1);
		await user.click(screen.getByRole('button', { name: 'Close' }));
		expect(onclose).toHaveBeenCalledTimes(2);
		screen.getByRole('dialog').dispatchEvent(new Event('cancel', { cancelable: true }));
		expect(onclose).toHaveBeenCalledTimes(3);
		document.activeElement!.addEventListener('keydown', (event) => event.preventDefault());
		await user.keyboard('{Escape}');
		expect(onclose).toHaveBeenCalledTimes(3);
	});

	test('that is an alert says all it has to say, and has no cross', () => {
		dialog({ alert: true }, '<p>Look out.</p>');
		const alert = screen.getByRole('alertdialog', { name: 'Sure?' });
		expect(alert).toHaveAccessibleDescription('Look out.');
		expect(screen.queryByRole('button', { name: 'Close' })).toBeNull();
	});
});

test('tabs are gone through by arrows, one of them a stop of the Tab key', async () => {
	const tabs = [
		{ value: 'a', label: 'A' },
		{ value: 'b', label: 'B' },
		{ value: 'c', label: 'C' },
	];
	render(Tabs, { label: 'Views', tabs, value: 'a', children: elements('<p>view</p>') });
	const user = userEvent.setup();
	const tab = (name: string) => screen.getByRole('tab', { name });
	await user.tab();
	expect(tab('A')).toHaveFocus();
	for (const [key, to] of [
		['ArrowLeft', 'C'],
		['ArrowRight', 'A'],
		['ArrowRight', 'B'],
		['End', 'C'],
		['Home', 'A'],
	]) {
		await user.keyboard(`{${key}}`);
		expect(tab(to)).toHaveFocus();
		expect(tab(to)).toHaveAttribute('aria-selected', 'true');
		expect(screen.getByRole('tabpanel', { name: to })).toBeVisible();
	}
	expect(tab('B')).toHaveAttribute('tabindex', '-1');
});

test('a view that is pointed at has the cursor where one types', async () => {
	const tabs = [
		{ value: 'a', label: 'A' },
		{ value: 'b', label: 'B' },
	];
	render(Tabs, { label: 'Views', tabs, value: 'a', children: elements('<p>view <input aria-label="Name"></p>') });
	await userEvent.click(screen.getByRole('tab', { name: 'B' }));
	expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus();
});

test('a switch shows what holds, not what was pressed', async () => {
	const onswitch = vi.fn();
	const { rerender } = render(Switch, { label: 'Quiet', about: 'Nothing is shown.', on: false, onswitch });
	const quiet = screen.getByRole('switch', { name: 'Quiet' });
	expect(quiet).toHaveAccessibleDescription('Nothing is shown.');
	await userEvent.setup().click(quiet);
	expect(onswitch).toHaveBeenCalledWith(true);
	expect(quiet).not.toBeChecked();
	await rerender({ on: true });
	expect(quiet).toBeChecked();
});

test('a QR code has a name, and is one path within its quiet zone', () => {
	render(QR, { rows: ['101', '010', '101'], label: 'The link' });
	const code = screen.getByRole('img', { name: 'The link' });
	expect(code).toHaveAttribute('viewBox', '0 0 11 11');
	expect(code.querySelectorAll('path')).toHaveLength(1);
});
