import type { Page } from '@playwright/test';
import type { AuditEntry, Event, Invitation, Sanction, Shared } from '../../src/lib/bridge/bridge';
import { address, at, connection, rooms, type Scene, say, snapshot, talk } from './stage';

// Scenes of names, devices and those who run the server.

const key = (letter: string) => letter.repeat(8) + '4bQgYhMfWWaLqgxVrQFaOTxsrC4Is0V1sFb';
const link = `chat://${address}#k=${key('s')}&t=Zx81kQmP0aYvB3c7dE5fGh`;

/** What looks like a QR code, and says nothing. */
const qr = Array.from({ length: 37 }, (_, y) =>
	Array.from({ length: 37 }, (_, x) => ((x * 7 + y * 13 + x * y * 3) % 5 < 2 ? '1' : '0')).join(''),
);

const devices: Event = {
	devices: {
		devices: [
			{ id: key('h'), name: 'office', added: at(-6_000_000), seen: at(-10), online: true, here: true },
			{
				id: key('l'),
				name: 'the laptop that travels, whose name is as long as one can be, 64',
				added: at(-9_000_000),
				seen: at(-90_000),
				online: false,
				here: false,
			},
			{ id: key('p'), name: '', added: at(-900_000), seen: '', online: true, here: false },
		],
	},
};

const entry = (id: number, by: string, act: string, part: Partial<AuditEntry> = {}): AuditEntry => ({
	...{ name: '', address: '', room: '', role: '', until: '', reason: '' },
	...{ id, by, act, at: at(-id * 4000) },
	...part,
});

const sanction = (id: number, act: 'ban' | 'mute', by: string, part: Partial<Sanction>): Sanction => ({
	...{ name: '', address: '', until: '', reason: '' },
	...{ id, by, act, at: at(-id * 4000) },
	...part,
});

const answers = {
	Audit: {
		entries: [
			entry(1, 'bob', 'ban', { name: 'eve', until: at(86_400), reason: 'spam' }),
			entry(2, 'server', 'role', { name: 'bob', role: 'moderator' }),
			entry(3, 'bob', 'remove', { name: 'eve', room: 'lobby', reason: 'spam' }),
			entry(4, 'alice', 'mute', {
				name: 'دانا',
				reason: 'a reason that is long enough to go on in the next line, and then some',
			}),
			entry(5, 'alice', 'invite', { role: 'member' }),
			entry(6, 'nikolaos', 'redeem', { name: 'nikolaos', role: 'member' }),
			entry(7, 'server', 'close'),
		],
		more: true,
	},
	Sanctions: {
		closed: false,
		entries: [
			sanction(9, 'ban', 'bob', { name: 'eve', until: at(86_400), reason: 'spam' }),
			sanction(8, 'mute', 'server', { name: 'دانا' }),
			sanction(7, 'ban', 'alice', { address: '192.168.4.77', reason: 'x'.repeat(120) }),
		],
		more: true,
	},
	Pair: { link, seconds: 287, qr } satisfies Invitation,
	Invite: { link, seconds: 72 * 3600, qr } satisfies Invitation,
	Share: { link: link.replace(/&t=.*/, ''), qr, mayNeedInvitation: true } satisfies Shared,
};

const watches = { ...say(-100, 'eve', ''), status: 'removed' as const, by: 'bob', reason: 'spam' };

function scene(part: Parameters<typeof connection>[0], act?: Scene['act'], more: Event[] = []): Scene {
	return {
		snapshot: snapshot([
			{ connection: connection({ role: 'administrator', ...part }) },
			{
				people: {
					names: ['alice', 'bob', 'eve', 'nikolaos', 'w'.repeat(32), 'دانا'],
					guests: ['eve', 'w'.repeat(32)],
					moderators: ['alice', 'bob'],
				},
			},
			...rooms(),
			devices,
			...more,
		]),
		rows: [...talk, watches],
		answers,
		act,
	};
}

/** Opens the sidebar, where it is folded away. */
export async function sidebar(page: Page): Promise<void> {
	const show = page.getByRole('button', { name: 'Show rooms and people' });
	if (await show.isVisible()) await show.click();
}

export const me = (item: string) => async (page: Page) => {
	await sidebar(page);
	await page
		.getByRole('complementary')
		.getByRole('button', { name: /^alice/ })
		.click();
	if (item) await page.getByRole('menuitem', { name: item }).click();
};

const about = (name: string, item: string) => async (page: Page) => {
	await sidebar(page);
	await page
		.getByRole('navigation')
		.getByRole('button', { name: new RegExp(`^${name}, `) })
		.click({ button: 'right' });
	if (item) await page.getByRole('menuitem', { name: item }).click();
};

export const scenes: Record<string, Scene> = {
	server: scene({}, async (page) => {
		await sidebar(page);
		await page.getByRole('button', { name: /^Lab 3/ }).click();
	}),
	devices: scene({}, me('My devices…')),
	pairing: scene({}, async (page) => {
		await me('My devices…')(page);
		await page.getByRole('button', { name: 'Add a device…' }).click();
		await page.getByRole('img', { name: 'QR code for the link' }).waitFor();
	}),
	asking: scene({}, undefined, [{ asking: { device: key('4'), address: '192.168.4.31', over: false } }]),
	confirming: {
		snapshot: snapshot([
			{
				connection: connection({
					state: 'connecting',
					reason: { code: 'confirm-elsewhere', params: { id: '4xGhAb12' } },
				}),
			},
		]),
	},
	invite: scene({}, async (page) => {
		await me('Invite to this server…')(page);
		await page.getByRole('button', { name: 'Create link' }).click();
		await page.getByRole('img', { name: 'QR code for the link' }).waitFor();
	}),
	share: scene({}, async (page) => {
		await me('Share this server…')(page);
		await page.getByRole('img', { name: "QR code of the server's link" }).waitFor();
	}),
	audit: scene({}, async (page) => {
		await me('Moderation…')(page);
		await page.getByText('created an invitation').waitFor();
	}),
	holds: scene({}, async (page) => {
		await me('Moderation…')(page);
		await page.getByRole('tab', { name: 'Active mutes and bans' }).click();
		await page.getByText('192.168.4.77').waitFor();
	}),
	mute: scene({}, about('eve', 'Mute…')),
	'menu of a person': scene({}, about('nikolaos', '')),
	'menu of oneself': scene({}, me('')),
	'menu of a message': scene({}, async (page) => {
		await page.keyboard.press('Shift+Tab');
		await page.keyboard.press('ArrowUp');
		await page.keyboard.press('Shift+F10');
		await page.getByRole('menu').waitFor();
	}),
	muted: scene({ role: 'member', verified: false, muted: true, mutedUntil: at(7200), mutedReason: 'too loud' }),
	guest: scene({ guest: true, role: '', verified: false }, me('')),
};
