import { expect, test } from '../cast/cast';
import type { Cast } from '../cast/cast';
import type { Window } from '../cast/window';

/** Alice invites somebody to a room of hers. */
async function invite(alice: Window, room: string, name: string): Promise<void> {
	await alice.goTo(room);
	await alice.press('Show 1 person');
	await alice.page.getByRole('textbox', { name: 'Invite someone' }).fill(name);
	await alice.press('Invite');
	await alice.tells(`${name} was invited.`);
	await alice.page.keyboard.press('Escape');
}

/** Alice with two rooms, and bob on two devices. */
async function atRooms(cast: Cast) {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const desk = await cast.window({ name: 'bob', address: server.address });
	await expect(desk.composer).toBeVisible();
	const lap = await cast.window();
	await desk.addDevice(lap, 'bob');
	await alice.makeRoom('tea');
	await alice.makeRoom('den', { secret: true });
	return { server, alice, desk, lap };
}

const invitations = (window: Window) => window.page.getByRole('list', { name: 'Invitations' }).getByRole('listitem');

test('an invitation waits on all devices, until it is declined or accepted on one of them', async ({ cast }) => {
	const { alice, desk, lap } = await atRooms(cast);
	await desk.behind();
	await invite(alice, 'tea', 'bob');
	await invite(alice, 'den', 'bob');
	for (const bob of [desk, lap]) {
		await expect(invitations(bob)).toHaveCount(2);
		await expect(bob.page).toHaveTitle('(2) lobby – Confab');
		await expect(bob.line('tea')).toHaveCount(0); // nobody is in a room without having said so
	}
	await desk.noted(
		{ title: 'alice · #tea', body: 'Invites you to this room' },
		{ title: 'alice · #den', body: 'Invites you to this room' },
	);

	await lap.press('Decline the invitation to tea');
	for (const bob of [desk, lap]) await expect(invitations(bob)).toHaveText([/den/]);
	await lap.page.getByRole('button', { name: 'Join den' }).focus();
	await lap.page.keyboard.press('Enter');
	await expect(lap.composerOf('den')).toBeFocused();
	await expect(desk.line('den')).toBeVisible();
	for (const bob of [desk, lap]) {
		await expect(invitations(bob)).toHaveCount(0);
		await expect(bob.page).toHaveTitle(/^(lobby|den) – Confab$/);
	}
	await alice.tells('bob joined');
	await alice.goTo('tea');
	await expect(alice.page.getByText(/bob (left|joined)/)).toHaveCount(0);
});

test('who is blocked is not seen on any device, and cannot write or invite', async ({ cast }) => {
	const { alice, desk, lap } = await atRooms(cast);
	await alice.goTo('lobby');
	await alice.say('before');
	await desk.reads('before');
	await invite(alice, 'tea', 'bob');
	await desk.page.getByRole('button', { name: 'More about the invitation to tea' }).click();
	await desk.page.getByRole('menuitem', { name: 'Block alice' }).click();

	await alice.goTo('lobby');
	await alice.say('@bob do you hear me?');
	for (const bob of [desk, lap]) {
		await expect(invitations(bob)).toHaveCount(0);
		await expect(bob.messages.getByText('Message from a blocked person')).toHaveCount(2);
		await expect(bob.page).toHaveTitle('lobby – Confab');
		await expect(bob.page.getByText('do you hear me?')).toHaveCount(0);
	}
	await lap.messages.getByRole('button', { name: 'Show' }).first().click();
	await lap.reads('before');
	await alice.line('bob').click();
	await alice.tells("bob doesn't accept direct messages from you right now.");

	await lap.chooseAs('bob', 'Settings');
	await lap.press('Unblock alice');
	await lap.page.keyboard.press('Escape');
	await desk.reads('before');
	await expect(invitations(desk)).toHaveCount(1);
	await alice.line('bob').click();
	await expect(alice.composerOf('bob')).toBeFocused();
});
