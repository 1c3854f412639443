import { expect, test } from 'vitest';
import { actionOf, ariaKeys, isComposing, isTyped, keys, written } from './keys';
import { t } from './text/message';

const press = (key: string, part: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...part });
const ctrl = { ctrlKey: true };

test.each([
	['k', ctrl, 'switcher'],
	['K', { ...ctrl, shiftKey: true }, undefined],
	['k', {}, undefined],
	['k', { ...ctrl, altKey: true }, undefined],
	['k', { ...ctrl, metaKey: true }, undefined],
	['f', ctrl, 'find'],
	['F', { ...ctrl, shiftKey: true }, 'findAll'],
	['F', ctrl, 'find'], // with the shift lock
	['ArrowUp', { altKey: true }, 'up'],
	['ArrowDown', { altKey: true, shiftKey: true }, 'unreadDown'],
	['ArrowUp', {}, undefined], // the composer's
	['+', ctrl, 'larger'],
	['+', { ...ctrl, shiftKey: true }, 'larger'], // where it is on the =
	['=', ctrl, 'larger'],
	['-', ctrl, 'smaller'],
	['0', ctrl, 'usualSize'],
	['Escape', {}, undefined],
	[',', ctrl, 'settings'],
	['/', ctrl, 'keys'],
	['/', { ...ctrl, shiftKey: true }, 'keys'], // where it is on the 7
	['л', { ...ctrl, code: 'KeyK' }, 'switcher'], // on a Russian keyboard
])('%s %j', (key, part, action) => {
	expect(actionOf(press(key, part), false)).toBe(action);
});

test('a Mac has its command key instead', () => {
	expect(actionOf(press('k', { metaKey: true }), true)).toBe('switcher');
	expect(actionOf(press('k', ctrl), true)).toBeUndefined();
	expect(written('Mod+Shift+F', true)).toEqual(['⌘', '⇧', 'F']);
	expect(written('Mod+Shift+F', false)).toEqual(['Ctrl', 'Shift', 'F']);
	expect(ariaKeys('find', true)).toBe('Meta+F');
});

test('a key that an input method takes is no other key, on Safari neither', () => {
	expect(isComposing(press('Escape', { isComposing: true }))).toBe(true);
	expect(isComposing(press('Escape', { keyCode: 229 }))).toBe(true);
	expect(isComposing(press('Escape'))).toBe(false);
});

test('what a key writes goes to the composer, what it commands does not', () => {
	const altGr = { ctrlKey: true, altKey: true, getModifierState: () => true }; // as Windows has it
	expect(isTyped(press('a'))).toBe(true);
	expect(isTyped({ ...press('@'), ...altGr, key: '@' })).toBe(true);
	expect(isTyped(press('Dead'))).toBe(true);
	for (const part of [ctrl, { altKey: true }, { metaKey: true }]) expect(isTyped(press('a', part))).toBe(false);
	expect(isTyped(press('F5'))).toBe(false);
});

test('every key is explained, and does one thing', () => {
	const all = Object.values(keys).flat();
	for (const { does } of all) expect(t(`keys.does.${does}`)).toBeTruthy();
	expect(new Set(all.map((k) => k.press)).size).toBe(all.length);
});
