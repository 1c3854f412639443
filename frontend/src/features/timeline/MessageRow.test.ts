import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { aConnection, aRoom, aRow, aText, refusal } from '$lib/bridge/fake';
import { many, settled, timeline } from '../../testing/timeline';

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

test('hostile text stays text', async () => {
	const { log, hear } = await timeline();
	await hear({ text: 'plain' }, { text: 'plain', from: 'bob' });
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
	const link = ['link', 'https://example.org/x'] as ['link', string];
	await hear(
		aText(['you', '@Alice'], ' see ', link, ', ', ['code', 'code'], ', ask ', ['mention', '@bob'], ' ', [
			'emoji',
			'👍',
		]),
	);
	expect(screen.getByRole('link', { name: 'https://example.org/x' })).toHaveAttribute('href', 'https://example.org/x');
	expect(screen.getByText('👍')).toHaveClass('emoji');
	expect(screen.getByText('code').localName).toBe('code');
	expect(screen.getByText('@Alice')).toHaveClass('you');
	expect(screen.getByText('@bob')).not.toHaveClass('you');
	expect(log).toHaveTextContent('@Alice see https://example.org/x, code, ask @bob 👍');
});

test('a link opens its host as it is looked up, and says so', async () => {
	const { hear } = await timeline();
	await hear(aText(['link', 'https://аррӏе.com/', 'https://xn--80ak6aa92e.com/']));
	const link = screen.getByRole('link', { name: 'https://аррӏе.com/' });
	expect(link).toHaveAttribute('href', 'https://xn--80ak6aa92e.com/');
	expect(link).toHaveAttribute('title', 'https://xn--80ak6aa92e.com/');
});

test('the largest message is as many elements as its parts make', async () => {
	const { log, hear } = await timeline();
	await hear({});
	const before = log.querySelectorAll('*').length;
	// Go finds no more in any text: see backend/text.
	const links = Array.from({ length: 350 }, (): ['link', string] => ['link', 'http://a/']);
	const fences = Array.from({ length: 50 }, (): ['fence', string] => ['fence', 'a']);
	const text = aText(...links, ...fences);
	await hear({ ...text, text: text.text + '@a '.repeat(20_000) });
	expect(log.querySelectorAll('*').length - before).toBeLessThan(1500);
});

test('an own message is drawn by what Go has read, before it is kept', async () => {
	const { room, bridge, log } = await timeline();
	bridge.answers.parse = async () => aText('run ', ['code', 'go vet']);
	bridge.answers.say = () => new Promise(() => {});
	void room.send('run `go vet`\u2028');
	await settled();
	expect(log.querySelector('code')).toHaveTextContent('go vet');
	expect(room.rows[0].text).toBe('run `go vet`');
	bridge.emit({ row: aRow({ key: 'a', seq: 1, own: true, text: 'mistake' }) });
	bridge.answers.edit = () => new Promise(() => {});
	bridge.answers.parse = async () => aText('see ', ['link', 'https://example.org/']);
	void room.edit(room.rows[0], 'see https://example.org/');
	await settled();
	expect(screen.getByRole('link')).toHaveTextContent('https://example.org/');
});

test('a message that is for oneself stands out, but not in a room of two', async () => {
	const { bridge, session, hear, log } = await timeline();
	await hear({ text: 'for all' }, { text: 'for you', mention: true });
	expect(log.querySelectorAll('.for-you')).toHaveLength(1);
	expect(log.querySelector('.for-you')).toHaveTextContent('for you');
	bridge.emit({ room: aRoom({ with: ['alice', 'bob'], seq: session.rooms.shown.state.seq }) });
	await tick();
	expect(log.querySelector('.for-you')).toBeNull();
	expect(log).toHaveAccessibleName('Messages in bob');
});

test('fenced code is copied as it was written, through Go', async () => {
	const { bridge, hear } = await timeline();
	await hear(aText(['fence', 'a  =  1\n\tb']));
	await userEvent.click(screen.getByRole('button', { name: 'Copy' }));
	expect(bridge.asked('copy')).toEqual([['a  =  1\n\tb']]);
	expect(screen.getByRole('button', { name: 'Copied' })).toBeVisible();
});

test('messages of one author stand together under one name, days apart; what else happens is told', async () => {
	const { log, hear } = await timeline();
	const at = (day: number, minute: number) => new Date(2026, 10, day, 13, minute).getTime();
	await hear(
		{ at: at(18, 0) },
		{ at: at(19, 0) },
		{ at: at(19, 1) },
		{ at: at(19, 9) },
		{ at: at(19, 9), kind: 'join', from: 'eve' },
		{ at: at(19, 9), kind: 'join', from: 'zoe' },
		{ at: at(19, 9), from: 'eve' },
	);
	const names = [...log.querySelectorAll('.by bdi')].map((n) => n.textContent);
	expect(names).toEqual(['bob', 'bob', 'bob', 'eve']);
	expect(log).toHaveTextContent(/18 November.*19 November.*eve and zoe joined/);
	const time = log.querySelector('time')!;
	expect(time).toHaveTextContent('13:00');
	expect(time.title).toMatch(/18 November 2026/);
	expect(time.dateTime).toBe(new Date(at(18, 0)).toISOString());
});

test('a guest is told apart from somebody of the same name, and is one at once when it is oneself', async () => {
	const { bridge, room, log, hear } = await timeline();
	await hear({ text: 'one' }, { text: 'two', guest: true }, { text: 'three', guest: true });
	bridge.emit({ connection: aConnection({ guest: true, role: '' }) });
	room.send('mine');
	await tick();
	const authors = [...log.querySelectorAll('.by')].map((by) => by.textContent.replace(/\s*\d\d:\d\d/, '').trim());
	expect(authors).toEqual(['bob', 'bob guest', 'alice guest']);
});

test('an own message: at once, then how far it has come', async () => {
	const { session, room, bridge, log } = await timeline();
	let taken = () => {};
	bridge.answers.say = () => new Promise<void>((resolve) => (taken = resolve));
	room.send('mine');
	await tick();
	expect(log).toHaveTextContent(/alice.*mine.*Sending/);

	const key = bridge.changes('say')[0].id;
	session.connection.apply(aConnection({ state: 'offline' }));
	await tick();
	expect(log).toHaveTextContent('Waiting for connection');
	bridge.emit({ row: aRow({ key, own: true, from: 'alice', text: 'mine' }) });
	taken();
	await tick();
	expect(log).toHaveTextContent(/mine\s*Sent/);
	expect(within(log).getAllByText('mine')).toHaveLength(1);
});

test('a failed message says why and is retried under its key', async () => {
	const { room, bridge, log } = await timeline();
	bridge.answers.say = () => refusal('text-too-long');
	await room.send('mine');
	await tick();
	expect(log).toHaveTextContent('Not sent. This is too long for one message.');
	delete bridge.answers.say;
	await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
	expect(bridge.changes('say')[1]).toEqual(bridge.changes('say')[0]);
	expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
});

test('what has become of a message stands in its place, and why something did not', async () => {
	const { room, bridge, log, hear } = await timeline();
	await hear({ seq: 1, key: 'a', text: 'lunch at 11', own: true }, { seq: 2, key: 'b', text: 'a secret' });
	await hear(
		{ seq: 1, key: 'a', text: 'lunch at 12', status: 'edited', own: true },
		{ seq: 2, key: 'b', text: '', status: 'retracted' },
	);
	expect(log).toHaveTextContent(/lunch at 12.*edited.*Message deleted/);
	expect(log).not.toHaveTextContent(/lunch at 11|a secret/);
	bridge.answers.edit = () => refusal('message-removed');
	await room.edit(room.rows[0], 'lunch at 13');
	await tick();
	expect(log).toHaveTextContent(/lunch at 12.*That didn't work\. This message was deleted\./);
	await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
	expect(log).not.toHaveTextContent('This message was deleted');
	await hear({ seq: 1, key: 'a', text: '', status: 'removed', by: 'server', own: true });
	expect(log).toHaveTextContent('Removed by the server console.');
	expect(log).not.toHaveTextContent(/lunch|edited/);
});

test('an answer shows what it answers, and goes there', async () => {
	const { bridge, hear, room } = await timeline({ rows: many(300) });
	const quote = { key: 'k20', seq: 20, from: 'zoe', text: 'who has it?', status: '' as const };
	await hear({ text: 'me', reply_to: 'k20', quote }, { text: 'and me', reply_to: 'lost' });
	expect(screen.getByText('Original message not available')).toBeVisible();
	const line = screen.getByRole('button', { name: 'In reply to zoe who has it?' });
	await userEvent.click(line);
	expect(bridge.asked('page').at(-1)).toMatchObject([{ around: 20 }]);
	expect(room.view.target).toEqual({ seq: 20 });
});

test('reactions are pressed and let go, and say who', async () => {
	const { bridge, hear, user } = await timeline();
	await hear({ key: 'a', seq: 1, reactions: [{ emoji: '👍', names: ['bob', 'eve'], own: false }] });
	const chip = () => screen.getByRole('button', { name: /^👍/ });
	expect(chip()).toHaveAccessibleName('👍 2: bob and eve');
	expect(chip()).toHaveAttribute('title', '👍 bob and eve');
	expect(chip()).toHaveAttribute('aria-pressed', 'false');
	await user.click(chip());
	expect(chip()).toHaveAttribute('aria-pressed', 'true');
	expect(chip()).toHaveAccessibleName('👍 3: bob, eve and alice');
	await user.click(chip());
	expect(bridge.changes('react').map((c) => [c.target, c.emoji, c.off])).toEqual([
		['a', '👍', false],
		['a', '👍', true],
	]);
});

test('another reaction is picked, by a search, without a mouse', async () => {
	const { bridge, hear, user } = await timeline();
	await hear({ key: 'a', seq: 1 });
	screen.getByRole('button', { name: /bob's message/ }).focus();
	await user.keyboard('{ArrowLeft}{ArrowLeft}');
	const react = screen.getByRole('button', { name: 'React' });
	expect(react).toHaveFocus();
	await user.keyboard('{Enter}');
	const field = screen.getByLabelText('Search emoji');
	await vi.waitFor(() => expect(screen.getByText('Flags')).toBeInTheDocument(), 20_000); // the list is loaded and long
	expect(field).toHaveFocus();
	await user.keyboard('tada{Enter}');
	expect(bridge.changes('react').map((c) => [c.target, c.emoji, c.off])).toEqual([['a', '🎉', false]]);
	expect(screen.queryByLabelText('Search emoji')).toBeNull();
	expect(react).toHaveFocus();
});

test('a message’s menu has what one may do with it', async () => {
	const { bridge, room, hear, user } = await timeline();
	await hear({ seq: 1, key: 'a', text: 'theirs' }, { seq: 2, key: 'b', text: 'mine', own: true, from: 'alice' });
	const items = () => screen.getAllByRole('menuitem').map((i) => i.textContent.trim());
	const open = async (name: string) => {
		await user.keyboard('{Escape}');
		screen.getByRole('button', { name: `Actions for ${name}'s message` }).focus();
		await user.keyboard('{Enter}');
	};
	await open('alice');
	expect(items()).toEqual([
		'Reply',
		'React…',
		'Pin message',
		'Edit',
		'Copy text',
		'Mark as unread from here',
		'Delete',
	]);
	await user.click(screen.getByRole('menuitem', { name: 'Edit' }));
	expect(room.writing.edits?.key).toBe('b');
	await open('alice');
	await user.click(screen.getByRole('menuitem', { name: 'Delete' }));
	expect(bridge.changes('retract')[0].target).toBe('b');
	await open('alice');
	expect(items()).toEqual(['Mark as unread from here']);
	await user.keyboard('{Escape}{ArrowUp}');
	await open('bob');
	expect(items()).toEqual(['Reply', 'React…', 'Pin message', 'Copy text', 'Mark as unread from here', 'Block']);
	await user.click(screen.getByRole('menuitem', { name: 'Reply' }));
	expect(room.writing.answers?.key).toBe('a');
	await open('bob');
	await user.click(screen.getByRole('menuitem', { name: 'Mark as unread from here' }));
	expect(bridge.asked('markUnread')).toEqual([['lobby', 1]]);
	await open('bob');
	await user.click(screen.getByRole('menuitem', { name: 'Copy text' }));
	expect(bridge.asked('copy')).toEqual([['theirs']]);
});

test('what a blocked person says is folded, in quotes too, until it is to be seen', async () => {
	const { bridge, hear, log, user } = await timeline();
	bridge.emit({ blocked: { names: ['eve', 'gus'], guests: ['gus'] } });
	await hear(
		{ seq: 1, key: 'a', from: 'eve', text: 'buy this', mention: true },
		{ seq: 2, key: 'b', from: 'gus', text: 'an account has the name now' },
		{
			seq: 3,
			key: 'c',
			reply_to: 'a',
			text: 'no',
			quote: { key: 'a', seq: 1, from: 'eve', text: 'buy this', status: '' },
		},
	);
	expect(log).toHaveTextContent('Message from a blocked person');
	expect(log).not.toHaveTextContent('buy this');
	expect(log).toHaveTextContent('an account has the name now');
	await user.click(screen.getByRole('button', { name: 'Show' }));
	expect(screen.getByText('buy this')).toBeVisible();
	expect(screen.getByText('message from a blocked person')).toBeVisible(); // in the quote
	bridge.emit({ blocked: { names: [], guests: [] } });
	await tick();
	expect(screen.queryByText('message from a blocked person')).toBeNull();
});
