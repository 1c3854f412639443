import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Event, Hit, PartKind, Row } from '../../src/lib/bridge/bridge';
import { aText } from '../../src/lib/bridge/fake';
import { at, ms, connection, room, say, type Scene, snapshot } from './stage';

/** What somebody may send who means harm. */
export const payloads = (
	JSON.parse(readFileSync(new URL('../testdata/hostile.json', import.meta.url), 'utf8')) as { what: string }[]
).map(({ what }) => what);

/** As much as the page makes elements of, in good faith: whatever else there is came from elsewhere. */
export const harmless = [
	...['plain', 'two words', 'see https://example.org/a', '`code`', '@alice', '@bob', '```\nfence\n```'],
	...['one\ntwo', 'שלום', '👍', 'x'.repeat(100), 'a.b', 'c-d', 'e_f', 'g', 'h', 'i', 'j', 'k', 'l'],
];

/** A server that says all of this wherever it can say something. */
export function saying(all: string[]): Scene {
	const some = all[0]!;
	const rows = all.flatMap((what, i) => rowsOf(what, i, all));
	const names = ['alice', ...all];
	return {
		snapshot: {
			...snapshot([
				{
					connection: connection({
						role: 'administrator',
						server: some,
						reason: { code: 'not-allowed', params: { address: some, text: some } },
					}),
				},
				{ people: { names, guests: all.filter((_, i) => i % 3 === 1), moderators: all.filter((_, i) => i % 3 === 2) } },
				room('lobby', { topic: some, draft: some, members: 3 }),
				...all.flatMap((what, i) => [
					room(what, { topic: what, draft: what, private: i % 2 === 1, unread: i % 3, mentions: i % 2 }),
					room(`@alice,${what}`, { with: ['alice', what], private: true, at: ms(-i), draft: what }),
				]),
				{
					devices: {
						devices: all.map((what, i) => ({ ...device, id: `${i} ${what}`, name: what, online: i % 2 === 0 })),
					},
				},
			]),
			room: 'lobby',
		},
		rows,
		answers: {
			Members: names,
			ListRooms: { rooms: all.map((what) => ({ name: what, topic: what, members: 1, at: ms(0) })), after: some },
			Search: { hits: all.map(hitOf), before: 1 },
			Audit: {
				entries: all.map((what, i) => ({
					...{ id: i + 1, at: at(-i), by: what, act: acts[i % acts.length] ?? what, name: what, address: what },
					...{ room: what, role: 'member', until: '', reason: what },
				})),
				more: false,
			},
			Sanctions: {
				closed: false,
				entries: all.map((what, i) => ({
					...{ id: i + 1, act: i % 2 ? 'mute' : 'ban', name: i % 3 ? what : '', address: what },
					...{ by: what, at: at(-i), until: '', reason: what },
				})),
				more: false,
			},
			Direct: `@alice,${some}`,
		},
	};
}

/** What there is one of at a time, in turns: those of a turn do not hide each other. */
export function oneAtATime(what: string): Event[][] {
	const as = (part: Parameters<typeof connection>[0]): Event => ({
		connection: connection({ role: 'administrator', server: what, ...part }),
	});
	return [
		[
			as({
				state: 'offline',
				reason: { code: 'bye-banned', params: { until: what, reason: what } },
				address: what,
				since: what,
				retryAt: what,
			}),
		],
		[as({ serverKey: what, muted: true, mutedReason: what })],
		[as({ state: 'refused', reason: { code: what, params: { [what]: what } } })],
		[as({ you: what }), { asking: { device: what, address: what, over: false } }],
		[
			as({}),
			{ asking: { device: what, address: what, over: true } },
			room('lobby', { topic: what, members: 3 }),
			{ typing: { room: 'lobby', from: what } },
			{ refusal: { key: what, reason: { code: 'server-refuses', params: { text: what } } } },
		],
		[{ show: { room: what, seq: 0 } }, { link: what }],
		[{ show: { room: 'lobby', seq: 0 } }],
	];
}

const device = { added: at(-9000), seen: at(-90), here: false };
const acts = ['ban', 'role', 'remove', 'mute', 'invite', 'redeem', undefined];

function rowsOf(what: string, i: number, all: string[]): Row[] {
	const other = all[(i + 1) % all.length]!;
	const row = (part: Partial<Row>): Row => ({ ...say(-5000 + i, what, ''), ...part });
	return [
		row({
			key: `${i} ${what}`,
			...aText(asPart(what, i)),
			reply_to: 'x',
			quote: { key: what, seq: i + 1, from: what, text: what, status: '' },
			reactions: [{ emoji: what, names: [what, other], own: i % 2 === 0 }],
			mention: i % 2 === 0,
		}),
		row({ kind: 'join' }),
		row({ kind: 'invite', name: what }),
		row({ kind: 'topic', topic: what }),
		row({ kind: 'open', topic: what }),
		row({ kind: 'leave' }),
		row({ status: 'removed', by: what, reason: what }),
		row({ status: 'edited', ...aText(['code', what]) }),
		row({ own: true, ...aText(['fence', what]) }),
	];
}

/** A text as whatever Go may have read it as; a link leads where Go says. */
function asPart(what: string, i: number): string | [PartKind, string, string?] {
	const kind = ([undefined, 'link', 'mention', 'you', 'emoji'] as const)[i % 5];
	return kind ? [kind, what, kind === 'link' ? 'https://example.org/' : undefined] : what;
}

const hitOf = (what: string, i: number): Hit => ({
	...{ key: `hit ${i} ${what}`, seq: i + 1, room: what, at: ms(-i), from: what, guest: i % 2 === 0, text: what },
	marks: [[0, Math.min(3, what.length)]],
});

/** The kinds of elements and attributes that are in the page, as `a href`, and where its links lead. */
export interface Made {
	kinds: string[];
	links: string[];
}

/** Looks at the page, and again after each turn of what it is told. */
export function made(page: Page, turns: Event[][] = []): Promise<Made> {
	return page.evaluate(async (turns) => {
		const kinds = new Set<string>();
		const links = new Set<string>();
		const look = () => {
			for (const element of document.querySelectorAll('*')) {
				kinds.add(element.localName);
				for (const { name } of element.attributes) kinds.add(`${element.localName} ${name}`);
				if (element.localName === 'a' && element.hasAttribute('href'))
					links.add((element as HTMLAnchorElement).protocol);
			}
		};
		look();

		// The page draws once a frame what it hears in one (lib/bridge/batch-per-frame.ts). Here every frame is over at once, or
		// else most of what is told would never be drawn.
		const { port1, port2 } = new MessageChannel();
		const next: (() => void)[] = [];
		port1.onmessage = () => next.shift()!();
		const soon = (then: () => void) => {
			next.push(then);
			port2.postMessage(undefined);
		};
		const later = window.setTimeout;
		window.setTimeout = ((then: () => void, ms = 0) => (ms === 16 ? soon(then) : later(then, ms))) as typeof later;
		const { hear } = window as unknown as { hear: (event: unknown) => void };
		for (const turn of turns) {
			for (const event of turn) hear(event);
			// The first is heard at once, and then the others, after a rest of 15 frames at the most.
			for (let i = 0; i < 20; i++) await new Promise<void>(soon);
			look();
		}
		window.setTimeout = later;
		return { kinds: [...kinds].sort(), links: [...links].sort() };
	}, turns);
}

/** Goes through every view that shows what others say, and looks at each. */
export async function walk(page: Page, look: () => Promise<void>): Promise<void> {
	const { keyboard } = page;
	const dialog = async (open: () => Promise<void>, tabs: string[] = []) => {
		await open();
		await page.getByRole('dialog').first().waitFor();
		await look();
		for (const tab of tabs) {
			await page.getByRole('tab', { name: tab }).click();
			await page.getByRole('tabpanel').waitFor();
			await look();
		}
		await keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
	};
	const me = (item: string) => async () => {
		await page
			.getByRole('complementary')
			.getByRole('button', { name: /^alice/ })
			.last()
			.click();
		await page.getByRole('menuitem', { name: item }).click();
	};
	const aboutRoom = async () => {
		await page
			.getByRole('main')
			.getByRole('button', { name: /^Options for/ })
			.click();
		await page.getByRole('menuitem', { name: 'Details…' }).click();
	};

	await look(); // the room, and the sidebar
	await keyboard.press('Control+Shift+F');
	await keyboard.type('x');
	await page.getByRole('option').first().waitFor();
	await look();
	await keyboard.press('Escape');
	await page.getByRole('textbox', { name: /^Message / }).fill('@');
	await keyboard.press('End');
	await page.getByRole('listbox').waitFor();
	await look();
	await keyboard.press('Escape');
	await dialog(() => keyboard.press('Control+K'));
	await dialog(() => page.getByRole('button', { name: 'Create or join a room' }).click(), ['Join']);
	await dialog(aboutRoom, ['Members']);
	await dialog(me('My devices…'));
	await dialog(me('Moderation…'), ['Active mutes and bans']);
	await dialog(async () => page.getByRole('complementary').getByRole('button').first().click());

	// Another room: its name, topic and draft; its menu; and somebody to act on.
	const lines = page.getByRole('navigation').getByRole('listitem');
	await lines.nth(1).getByRole('button').first().click();
	await look();
	await dialog(aboutRoom, ['Members']);
	await lines.last().getByRole('button').first().click({ button: 'right' });
	await page.getByRole('menu').waitFor();
	await look();
	await keyboard.press('Escape');
}
