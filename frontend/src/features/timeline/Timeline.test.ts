import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { aChange, aConnection, aMessage, refusal } from '$lib/bridge/fake';
import type { Message } from '$lib/bridge/bridge';
import { online, show } from '../../testing/show';
import Timeline from './Timeline.svelte';

async function timeline() {
	const begun = await online({ you: 'alice' });
	show(begun.session, Timeline, { room: begun.session.room });
	const hear = async (...messages: Partial<Message>[]) => {
		for (const m of messages) begun.bridge.emit({ message: aMessage(m) });
		await tick();
	};
	return { ...begun, hear, log: screen.getByRole('log', { name: 'Messages in lobby' }) };
}

/** Makes a list that has no layout seem scrolled: jsdom draws nothing. */
function scroll(list: HTMLElement, to: number, height = 5000) {
	Object.defineProperty(list, 'scrollHeight', { value: height, configurable: true });
	Object.defineProperty(list, 'clientHeight', { value: 500, configurable: true });
	list.scrollTop = to;
	list.dispatchEvent(new Event('scroll'));
	return tick();
}

test('an empty room says what to expect', async () => {
	const { log, hear } = await timeline();
	expect(log).toHaveTextContent(/Nothing has been said here yet/);
	await hear({ text: 'hello' });
	expect(log).not.toHaveTextContent(/Nothing has been said/);
});

test('hostile text stays text', async () => {
	const { log, hear } = await timeline();
	await hear({ text: 'plain' });
	const kinds = () => new Set(Array.from(log.querySelectorAll('*'), (e) => e.localName));
	const before = kinds();
	const text = '<img src=x onerror=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">x</a> &lt;b>';
	await hear({ text, from: '<b>eve</b>' });
	expect(log).toHaveTextContent(text);
	expect(log).toHaveTextContent('<b>eve</b>');
	expect(kinds()).toEqual(before);
});

test('links, code and names are told apart; only one’s own is strong', async () => {
	const { log, hear } = await timeline();
	await hear({ text: '@Alice see https://example.org/x, `code`, ask @bob' });
	expect(screen.getByRole('link', { name: 'https://example.org/x' })).toHaveAttribute('href', 'https://example.org/x');
	expect(screen.getByText('code').localName).toBe('code');
	expect(screen.getByText('@Alice')).toHaveClass('you');
	expect(screen.getByText('@bob')).not.toHaveClass('you');
	expect(log).toHaveTextContent('@Alice see https://example.org/x, code, ask @bob');
});

test('fenced code is copied as it was written, through Go', async () => {
	const { bridge, hear } = await timeline();
	await hear({ text: '```\na  =  1\n\tb\n```' });
	await userEvent.click(screen.getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([['a  =  1\n\tb']]);
	expect(screen.getByRole('button', { name: 'Copied' })).toBeVisible();
});

test('messages of one author stand together under one name, days apart', async () => {
	const { log, hear } = await timeline();
	const at = (day: number, minute: number) => new Date(2026, 10, day, 13, minute).toISOString();
	await hear(
		{ at: at(18, 0) },
		{ at: at(19, 0) },
		{ at: at(19, 1) },
		{ at: at(19, 9) },
		{ at: at(19, 9), from: 'eve' },
	);
	const names = within(log).getAllByText(/^(bob|eve)$/);
	expect(names.map((n) => n.textContent)).toEqual(['bob', 'bob', 'bob', 'eve']);
	expect(log).toHaveTextContent(/18 November.*19 November/);
	const time = log.querySelector('time')!;
	expect(time).toHaveTextContent('13:00');
	expect(time.title).toMatch(/18 November 2026/);
	expect(time.dateTime).toBe(at(18, 0));
});

test('a guest is told apart from somebody of the same name', async () => {
	const { log, hear } = await timeline();
	await hear({ text: 'one' }, { text: 'two', guest: true }, { text: 'three', guest: true });
	const authors = [...log.querySelectorAll('.by')].map((by) => by.textContent.replace(/\s*\d\d:\d\d/, '').trim());
	expect(authors).toEqual(['bob', 'bob guest']);
});

test('what a guest writes is a guest’s at once, before its echo says so', async () => {
	const { session, bridge, log } = await timeline();
	bridge.emit({ connection: aConnection({ guest: true, role: '' }) });
	session.room.send('mine');
	await tick();
	expect(log.querySelector('.by')).toHaveTextContent(/^alice guest/);
});

test('an own message: at once, then how far it has come', async () => {
	const { session, bridge, log } = await timeline();
	let taken = () => {};
	bridge.answers.send = () => new Promise<void>((resolve) => (taken = resolve));
	session.room.send('mine');
	await tick();
	expect(log).toHaveTextContent(/alice.*mine.*sending/);

	const key = bridge.asked('send')[0][1] as string;
	session.connection.apply(aConnection({ state: 'offline' }));
	await tick();
	expect(log).toHaveTextContent('waiting for the connection');
	bridge.emit({ message: aMessage({ key, own: true, from: 'alice', text: 'mine' }) });
	taken();
	await tick();
	expect(log).toHaveTextContent(/mine\s*On the server/);
	expect(within(log).getAllByText('mine')).toHaveLength(1);
});

test('a failed message says why and is retried under its key', async () => {
	const { session, bridge, log } = await timeline();
	bridge.answers.send = () => refusal('invalid-text', 'Too long. Split it.');
	await session.room.send('mine');
	await tick();
	expect(log).toHaveTextContent('Not sent. Too long. Split it.');
	delete bridge.answers.send;
	await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
	expect(bridge.asked('send')[1]).toEqual(bridge.asked('send')[0]);
	expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
});

test('a message that was edited says so, and one that was taken back says nothing else', async () => {
	const { session, log, hear } = await timeline();
	await hear({ key: 'a', text: 'lunch at 11' }, { key: 'b', text: 'a secret' });
	session.apply({ change: aChange({ type: 'edit', target: 'a', text: 'lunch at 12' }) });
	session.apply({ change: aChange({ type: 'retract', target: 'b' }) });
	await tick();
	expect(log).toHaveTextContent(/lunch at 12.*edited.*This message was taken back\./);
	expect(log).not.toHaveTextContent(/lunch at 11|a secret/);
	session.apply({ change: aChange({ type: 'remove', target: 'a', from: 'server', reason: '' }) });
	await tick();
	expect(log).toHaveTextContent("Removed by the server's terminal.");
	expect(log).not.toHaveTextContent(/lunch|edited/);
});

test('whoever reads further up is left alone, and told what is below', async () => {
	const { log, hear } = await timeline();
	await hear({});
	await scroll(log, 4500);
	expect(screen.queryByRole('button', { name: /newest|new message/ })).toBeNull();

	await scroll(log, 1000);
	expect(screen.getByRole('button', { name: 'Jump to the newest' })).toBeVisible();
	await hear({}, { own: true });
	expect(screen.getByRole('button', { name: '1 new message' })).toBeVisible();
	await hear({});
	expect(log.scrollTop).toBe(1000);

	await userEvent.click(screen.getByRole('button', { name: '2 new messages' }));
	expect(log.scrollTop).toBe(5000);
	await hear({});
	expect(screen.queryByRole('button', { name: /newest|new message/ })).toBeNull();
});

test('writing goes to the end', async () => {
	const { session, log, hear } = await timeline();
	await hear({});
	await scroll(log, 4500);
	await scroll(log, 1000);
	session.room.send('mine');
	await tick();
	expect(log.scrollTop).toBe(5000);

	await scroll(log, 1000); // and does not hold anybody there while it is on its way
	await hear({});
	expect(log.scrollTop).toBe(1000);
});

test('of ten thousand messages the last are drawn, and earlier ones when asked for', async () => {
	const { log, hear } = await timeline();
	await hear(...Array.from({ length: 10_000 }, (_, i) => ({ text: `no ${i + 1}.` })));
	const drawn = () =>
		within(log)
			.getAllByText(/^no \d+\.$/)
			.map((e) => e.textContent);
	expect(drawn()).toHaveLength(200);
	expect(drawn().at(-1)).toBe('no 10000.');
	await userEvent.click(screen.getByRole('button', { name: 'Show 200 earlier' }));
	expect(drawn()).toHaveLength(400);
	expect(drawn()[0]).toBe('no 9601.');
});

test('what came while nobody looked begins under a line', async () => {
	const { session, log, hear } = await timeline();
	await hear({ text: 'seen' });
	session.room.lookedAway();
	await hear({ text: 'fresh' });
	session.room.looked();
	await tick();
	expect(log).toHaveTextContent(/seen.*New.*fresh/);
});
