import type { Page } from '@playwright/test';
import type { Event, Hit, Offer } from '../../src/lib/bridge/bridge';
import { me, sidebar } from './dialogs';
import { at, ms, chat, room, type Scene } from './stage';

// Scenes of rooms, the ways to them, the search, and the settings.

const hit = (n: number, name: string, from: string, text: string, words: string[]): Hit => ({
	key: `hit ${n}`,
	seq: n,
	room: name,
	at: ms(-n * 4000),
	from,
	guest: from === 'eve',
	text,
	marks: words.map((word) => [text.indexOf(word), text.indexOf(word) + word.length]),
});

const found = {
	hits: [
		hit(1, 'lobby', 'bob', 'the printer in lab 3 is out of paper again', ['printer', 'paper']),
		hit(2, 'experiments', 'eve', `… and then the printer ${'went on and on '.repeat(20)}`, ['printer']),
		hit(9, '@alice,chidi', 'Chidi', 'is the printer on? I have 300 pages of paper here', ['printer', 'paper']),
		hit(40, 'x'.repeat(64), 'w'.repeat(32), `printer${'x'.repeat(200)}`, ['printer']),
		hit(90, 'מעבדה', 'דנה', 'המדפסת printer שלנו', ['printer']),
	],
	before: 90,
};

const answers = {
	Search: found,
	ListRooms: {
		rooms: [
			{ name: 'biscuits', topic: 'What is on the table in the kitchen', members: 4, at: ms(-26) },
			{ name: 'experiments', topic: 'Everything that runs overnight', members: 12, at: ms(-3) },
			{ name: 'שלום', topic: '', members: 1, at: ms(-9000) },
			{ name: 'thesis-of-the-department-of-thermodynamics', topic: 'x'.repeat(300), members: 1, at: 0 },
		],
		after: 'thesis-of-the-department-of-thermodynamics',
	},
	Members: ['alice', 'bob', 'Chidi', 'eve', 'nikolaos', 'w'.repeat(32), 'دانا'],
};

const press =
	(...keys: string[]) =>
	async (page: Page) => {
		for (const key of keys) await page.keyboard.press(key);
	};

/** The chat after more has happened. */
const after = (events: Event[], scene: Partial<Scene> = {}): Scene => ({
	...chat,
	answers,
	snapshot: { ...chat.snapshot, events: [...chat.snapshot.events, ...events] },
	...scene,
});

const offer = (name: string, from: string, part: Partial<Offer> = {}): Offer => ({
	room: name,
	from,
	at: at(-600),
	topic: '',
	private: false,
	members: 4,
	...part,
});

const plain = (act: Scene['act']): Scene => ({ ...chat, answers, act });

async function settings(page: Page): Promise<void> {
	await page.keyboard.press('Control+,');
	await page.getByRole('dialog', { name: 'Settings' }).waitFor();
}

async function newRoom(page: Page): Promise<void> {
	await sidebar(page);
	await page.getByRole('button', { name: 'Create or join a room' }).click();
}

const about = (name: string, view: string) => async (page: Page) => {
	await sidebar(page);
	await page
		.getByRole('navigation')
		.getByRole('button', { name: new RegExp(`^${name}`) })
		.first()
		.click();
	await page
		.getByRole('main')
		.getByRole('button', { name: /^Options for/ })
		.click();
	await page.getByRole('menuitem', { name: 'Details…' }).click();
	if (view) await page.getByRole('tab', { name: view }).click();
};

export const scenes: Record<string, Scene> = {
	sidebar: plain(sidebar),
	'sidebar in a small window': plain(async (page) => {
		await page.setViewportSize({ width: 640, height: 480 });
		await sidebar(page);
	}),
	'menu of a room': plain(async (page) => {
		await sidebar(page);
		await page.getByRole('button', { name: /^experiments/ }).click({ button: 'right' });
	}),
	switcher: plain(press('Control+k')),
	'switcher with nothing': plain(async (page) => {
		await page.keyboard.press('Control+k');
		await page.keyboard.type('Tea Time');
	}),
	'search begins': plain(press('Control+f')),
	'search here': plain(async (page) => {
		await page.keyboard.press('Control+f');
		await page.keyboard.type('printer');
		await page.getByRole('option').first().waitFor();
	}),
	'search everywhere': plain(async (page) => {
		await page.keyboard.press('Control+Shift+f');
		await page.keyboard.type('printer paper');
		await page.getByRole('option').first().waitFor();
	}),
	'search finds nothing': {
		...plain(async (page) => {
			await page.keyboard.press('Control+f');
			await page.keyboard.type('heliotrope');
			await page.getByText('No results in lobby.').waitFor();
		}),
		answers: { ...answers, Search: { hits: [], before: 0 } },
	},
	keys: plain(press('Control+/')),
	settings: plain(settings),
	'settings below': plain(async (page) => {
		await settings(page);
		await page.getByRole('button', { name: 'JSON Lines' }).scrollIntoViewIfNeeded();
	}),
	'new room': plain(async (page) => {
		await newRoom(page);
		await page.getByRole('textbox', { name: 'Room name' }).fill('tea?');
		await page.getByRole('button', { name: 'Create room' }).click();
	}),
	'join a room': plain(async (page) => {
		await newRoom(page);
		await page.getByRole('tab', { name: 'Join', exact: true }).click();
	}),
	'room settings': plain(about('thesis', '')),
	'lobby settings': plain(about('lobby', '')),
	members: plain(about('experiments', 'Members')),
	'leave a room': plain(async (page) => {
		await about('thesis', '')(page);
		await page.getByRole('button', { name: 'Leave room…' }).click();
	}),
	'a room of two': plain(async (page) => {
		await sidebar(page);
		await page.getByRole('button', { name: /^Chidi/ }).click();
	}),
	'left a room': {
		...chat,
		snapshot: { ...chat.snapshot, room: 'tea', events: [...chat.snapshot.events, room('tea', { left: true })] },
	},
	invited: after(
		[
			{
				offers: {
					offers: [
						offer('defence', 'bob', { topic: 'Slides, and who asks what', private: true, members: 3 }),
						offer('a-room-with-a-rather-long-name-indeed', 'w'.repeat(32), { members: 1 }),
					],
				},
			},
		],
		{ act: sidebar },
	),
	blocked: after([{ blocked: { names: ['eve', 'Chidi'], guests: ['eve'] } }]),
	'blocked in a room of two': after([{ blocked: { names: ['Chidi'], guests: [] } }], {
		act: async (page) => {
			await sidebar(page);
			await page.getByRole('button', { name: /^Chidi/ }).click();
		},
	}),
	'blocked people': after([{ blocked: { names: ['eve', 'w'.repeat(32)], guests: ['eve'] } }], {
		act: async (page) => {
			await settings(page);
			await page.getByRole('button', { name: 'Unblock eve' }).scrollIntoViewIfNeeded();
		},
	}),
	'the last one leaves': after([room('thesis', { members: 1, private: true })], {
		act: async (page) => {
			await about('thesis', '')(page);
			await page.getByRole('button', { name: 'Leave room…' }).click();
		},
	}),
	'left in peace': {
		...chat,
		act: me(''),
		snapshot: { ...chat.snapshot, settings: { ...chat.snapshot.settings, doNotDisturb: true } },
	},
};
