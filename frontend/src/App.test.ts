import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import App from './App.svelte';
import { FakeBridge, aConnection, aRoom, aRow, aText, people, refusal } from '$lib/bridge/fake';
import { keepInside } from '$lib/bridge/keep-inside';
import { fakeMedia } from './testing/media';
import { Session } from '$lib/chat/session.svelte';

let seen = true;
beforeEach(() => {
	seen = true;
	vi.spyOn(document, 'hasFocus').mockImplementation(() => seen);
	globalThis.matchMedia = () => fakeMedia(false);
});

async function start() {
	const bridge = new FakeBridge();
	bridge.snapshot.events = [{ connection: aConnection() }];
	render(App, { session: new Session(bridge) });
	await screen.findByRole('log');
	return { bridge, user: userEvent.setup(), field: screen.getByRole('textbox') };
}

test('the connect card, the chat, and back', async () => {
	const { bridge } = await start();
	expect(document.title).toBe('lobby – Confab');
	bridge.emit({ connection: aConnection({ state: 'shutdown' }) });
	await tick();
	expect(screen.getByRole('log')).toBeVisible();
	bridge.emit({ connection: aConnection({ state: 'idle' }) });
	await tick();
	expect(screen.getByRole('button', { name: 'Connect' })).toBeVisible();
	expect(document.title).toBe('Confab');
});

test('the title counts what nobody has read, and names the room', async () => {
	const { bridge } = await start();
	bridge.emit({ room: aRoom({ unread: 2 }) });
	bridge.emit({ room: aRoom({ name: '@alice,bob', with: ['alice', 'bob'], unread: 1, mentions: 1 }) });
	await tick();
	expect(document.title).toBe('(3) lobby – Confab');
	bridge.emit({ room: aRoom({ unread: 0 }) });
	bridge.emit({ show: { room: '@alice,bob', seq: 0 } });
	await tick();
	expect(document.title).toBe('(1) bob – Confab');
});

test('Go hears whether somebody can see the window', async () => {
	const { bridge } = await start();
	expect(bridge.asked('look').at(-1)).toEqual(['lobby', true]);
	seen = false;
	window.dispatchEvent(new Event('blur'));
	await tick();
	expect(bridge.asked('look').at(-1)).toEqual(['lobby', false]);
	seen = true;
	window.dispatchEvent(new Event('focus'));
	await tick();
	expect(bridge.asked('look').at(-1)).toEqual(['lobby', true]);
});

test('the theme and the size of the text are on the page', async () => {
	const { user } = await start();
	expect(document.documentElement.dataset.theme).toBe('light');
	expect(document.documentElement.style.fontSize).toBe('87.5%');
	await user.keyboard('{Control>},{/Control}');
	await user.click(screen.getByRole('radio', { name: 'Dark' }));
	await user.click(screen.getByRole('button', { name: 'Increase text size' }));
	expect(document.documentElement.dataset.theme).toBe('dark');
	expect(document.documentElement.style.fontSize).toBe('96.25%');
});

test('the language is on the page, and everything that is open speaks it', async () => {
	const { user, field } = await start();
	expect(document.documentElement.lang).toBe('en');
	await user.keyboard('{Control>},{/Control}');
	await user.click(screen.getByRole('radio', { name: 'Deutsch' }));
	expect(document.documentElement.lang).toBe('de');
	expect(field).toHaveAttribute('placeholder', 'Nachricht an #lobby');
	expect(screen.getByRole('dialog', { name: 'Einstellungen' })).toBeVisible();
});

test('wherever one clicks or types, it goes to the composer', async () => {
	const { user, field } = await start();
	field.blur();
	await user.keyboard('h');
	expect(field).toHaveFocus();
	field.blur();
	await user.click(screen.getByRole('heading', { name: /lobby/, level: 1 }));
	expect(field).toHaveFocus();
});

test('the sidebar names who else is there, and one can leave', async () => {
	const { bridge, user } = await start();
	expect(screen.getByText('No one else is online yet.')).toBeVisible();
	bridge.emit(people(['Zoë', 'alice', 'Émile', 'bob']));
	await tick();
	const list = screen.getByRole('list', { name: 'People · 3 online' });
	expect([...list.querySelectorAll('bdi')].map((e) => e.textContent)).toEqual(['bob', 'Émile', 'Zoë']);
	bridge.emit(people(['bob', 'alice']));
	await tick();
	expect(screen.getByRole('list', { name: 'People · 1 online' })).toHaveTextContent('bob');
	bridge.emit({ connection: aConnection({ state: 'offline' }) });
	await tick();
	expect(screen.getByText("You'll see who's online once you're connected.")).toBeVisible();
	bridge.emit({ connection: aConnection() });
	await tick();
	await user.click(screen.getByRole('button', { name: /^alice/ }));
	await user.click(screen.getByRole('menuitem', { name: 'Disconnect' }));
	expect(bridge.asked('leave')).toHaveLength(1);
});

test('a link is opened by Go and never followed, whatever it is', async () => {
	const { bridge } = await start();
	const said: string[] = [];
	const stop = keepInside(document, bridge, (sentence) => void said.push(sentence));
	bridge.emit({ row: aRow(aText(['link', 'https://example.org/'])) });
	await tick();
	const click = (link: HTMLElement) => link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
	expect(click(screen.getByRole('link').firstElementChild as HTMLElement)).toBe(false);
	expect(bridge.asked('openLink')).toEqual([['https://example.org/']]);
	bridge.answers.openLink = () => refusal('browser-failed');
	click(screen.getByRole('link'));
	await vi.waitFor(() => expect(said).toEqual(["The link can't be opened. Is a browser set up on this computer?"]));

	const bad = document.body.appendChild(document.createElement('a'));
	bad.setAttribute('href', 'file:///etc/passwd');
	expect(click(bad)).toBe(false);
	expect(bridge.asked('openLink')).toHaveLength(2);
	bad.remove();
	stop();
});

test('what is dropped goes nowhere, except text into a field', async () => {
	const { bridge, field } = await start();
	const stop = keepInside(document, bridge, () => {});
	const drop = (target: Element, types: string[]) => {
		const event = new Event('drop', { bubbles: true, cancelable: true });
		Object.assign(event, { dataTransfer: { types } });
		return target.dispatchEvent(event);
	};
	expect(drop(document.body, ['Files'])).toBe(false);
	expect(drop(document.body, ['text/uri-list'])).toBe(false);
	expect(drop(field, ['Files'])).toBe(false);
	expect(drop(field, ['text/plain'])).toBe(true);
	stop();
});

describe('when the machine is in another time zone', () => {
	afterEach(() => void vi.unstubAllEnvs());
	const move = (zone: string) => vi.stubEnv('TZ', zone);
	const times = () => [...screen.getByRole('log').querySelectorAll('time')].map((t) => t.textContent);
	const days = () => screen.getAllByText(/ March\b/, { selector: '[role=log] div' }).map((d) => d.textContent!.trim());
	const said = (key: string, seq: number, at: string) => ({
		row: aRow({ key, seq, at: Date.parse(at), from: key, text: key }),
	});

	test('all times and days are those there, of what was said before, too, and Go hears of it', async () => {
		move('Europe/Berlin');
		const { bridge } = await start();
		bridge.emit(said('ann', 1, '2026-03-01T13:42:00.000Z'));
		await tick();
		expect(times()).toEqual(['14:42']);
		expect(days()).toEqual([expect.stringMatching(/Sunday,? 1 March/)]);
		expect(bridge.asked('setZone').at(-1)).toEqual(['Europe/Berlin']);

		move('Asia/Tokyo');
		window.dispatchEvent(new Event('focus'));
		await tick();
		expect(times()).toEqual(['22:42']);
		expect(bridge.asked('setZone').at(-1)).toEqual(['Asia/Tokyo']);

		move('Pacific/Kiritimati'); // and nobody looks: it is seen when a time is written
		bridge.emit(said('bob', 2, '2026-03-01T13:43:00.000Z'));
		await tick();
		await tick();
		expect(times()).toEqual(['03:42', '03:43']);
		expect(days()).toEqual([expect.stringMatching(/Monday,? 2 March/)]);
		expect(bridge.asked('setZone').at(-1)).toEqual(['Pacific/Kiritimati']);
	});
});
