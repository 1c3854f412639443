import { language } from './text/language.svelte';

/** What a key does wherever the cursor is. */
export type Action =
	| 'switcher'
	| 'find'
	| 'findAll'
	| 'up'
	| 'down'
	| 'unreadUp'
	| 'unreadDown'
	| 'settings'
	| 'keys'
	| 'larger'
	| 'smaller'
	| 'usualSize';

export interface Key {
	/** What it is for: keys.does of the messages says it. */
	does: string;
	/** As `Mod+Shift+F`; Mod is Ctrl, or ⌘ where there is one. */
	press: string;
	/** What the window does then; others are the affair of whatever has the cursor. */
	action?: Action;
}

/** Every key that does something, by what it is about. The window goes by this table, and shows it. */
export const keys = {
	around: [
		{ does: 'switcher', press: 'Mod+K', action: 'switcher' },
		{ does: 'up', press: 'Alt+ArrowUp', action: 'up' },
		{ does: 'down', press: 'Alt+ArrowDown', action: 'down' },
		{ does: 'unreadUp', press: 'Alt+Shift+ArrowUp', action: 'unreadUp' },
		{ does: 'unreadDown', press: 'Alt+Shift+ArrowDown', action: 'unreadDown' },
		{ does: 'find', press: 'Mod+F', action: 'find' },
		{ does: 'findAll', press: 'Mod+Shift+F', action: 'findAll' },
		{ does: 'escape', press: 'Escape' },
		{ does: 'pages', press: 'PageUp' },
		{ does: 'menu', press: 'Shift+F10' },
	],
	writing: [
		{ does: 'send', press: 'Enter' },
		{ does: 'newline', press: 'Shift+Enter' },
		{ does: 'sendAlways', press: 'Mod+Enter' },
		{ does: 'editLast', press: 'ArrowUp' },
		{ does: 'complete', press: 'Tab' },
	],
	window: [
		{ does: 'settings', press: 'Mod+,', action: 'settings' },
		{ does: 'keys', press: 'Mod+/', action: 'keys' },
		{ does: 'larger', press: 'Mod+Plus', action: 'larger' },
		{ does: 'smaller', press: 'Mod+Minus', action: 'smaller' },
		{ does: 'usualSize', press: 'Mod+0', action: 'usualSize' },
	],
} as const satisfies Record<string, Key[]>;

const all: readonly Key[] = Object.values(keys).flat();

/** Whether this machine has a command key. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** What is to be done about a key that was pressed, if it is one of those. */
export function actionOf(event: KeyboardEvent, mac = isMac): Action | undefined {
	return all.find((key) => key.action && isPressed(key.press, event, mac))?.action;
}

/** Whether a key writes something: also what AltGr makes of it, which Windows calls Ctrl and Alt, and an accent that waits for its letter. */
export function isTyped(event: KeyboardEvent): boolean {
	const command = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
	return (event.key.length === 1 && !command) || event.key === 'Dead';
}

/** Whether a key is an input method's, which may take or give up with it what is being composed. */
export function isComposing(event: KeyboardEvent): boolean {
	// Safari says 229 for a key that ends a composition, and no longer isComposing.
	return event.isComposing || event.keyCode === 229;
}

/** A key as it is written on keyboards, piece by piece. */
export function written(press: string, mac = isMac): string[] {
	const names: Record<string, string> = mac ? onMac : language() === 'de' ? inGerman : onOthers;
	return press.split('+').map((piece) => names[piece] ?? piece);
}

/** The same as aria-keyshortcuts wants it. */
export function ariaKeys(action: Action, mac = isMac): string {
	const { press } = all.find((key) => key.action === action)!;
	return press.replace('Mod', mac ? 'Meta' : 'Control');
}

function isPressed(press: string, event: KeyboardEvent, mac: boolean): boolean {
	const pieces = press.split('+');
	const name = pieces.at(-1)!;
	const key = signs[name] ?? name;
	const mod = pieces.includes('Mod');
	// Whether a sign needs Shift is the keyboard's affair.
	const shift = /^[\p{P}\p{S}]$/u.test(key) || pieces.includes('Shift') === event.shiftKey;
	return (
		shift &&
		pieces.includes('Alt') === event.altKey &&
		(mac ? event.metaKey : event.ctrlKey) === mod &&
		!(mac ? event.ctrlKey : event.metaKey) &&
		(letter(event).toUpperCase() === key.toUpperCase() || (key === '+' && event.key === '=')) // the same key, in the US
	);
}

/** On a keyboard with other letters, the one that would be there. */
function letter(event: KeyboardEvent): string {
	const latin = event.key.length > 1 || event.key.charCodeAt(0) < 0x80;
	return latin ? event.key : event.code.replace(/^Key/, '');
}

/** Those that stand between the names of keys themselves, or look like it. */
const signs: Record<string, string> = { Plus: '+', Minus: '-' };

const onOthers = {
	...signs,
	Mod: 'Ctrl',
	ArrowUp: '↑',
	ArrowDown: '↓',
	Escape: 'Esc',
	PageUp: 'Page ↑↓',
};
const inGerman = { ...onOthers, Mod: 'Strg', Shift: 'Umschalt', PageUp: 'Bild ↑↓' };
const onMac = { ...onOthers, Mod: '⌘', Alt: '⌥', Shift: '⇧' };
