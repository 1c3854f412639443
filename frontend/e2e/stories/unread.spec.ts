import { expect, test } from '../cast/cast';

test('what is new is counted, a mention more than the rest, and read when it is looked at', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await alice.makeRoom('tea');
	await bob.join('tea');
	await alice.goTo('lobby');

	await bob.say('the water boils', 'tea');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 1 unread');
	await bob.say('@alice it does', 'tea');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 1 mention, 2 unread');
	await expect(alice.page).toHaveTitle('(2) lobby – Confab');
	await expect.poll(async () => (await alice.asked()).unread).toBe(2);

	await alice.goTo('tea');
	await expect(alice.row('@alice it does')).toHaveClass(/for-you/);
	await expect(alice.line('tea')).toHaveAccessibleName('tea');
	await expect(alice.page).toHaveTitle('tea – Confab');
	await expect.poll(async () => (await alice.asked()).unread).toBe(0);
});

test('the line above what is new stays while one reads, and goes with an answer', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const bob = await cast.window({ name: 'bob', address: server.address });
	await alice.makeRoom('tea');
	await bob.join('tea');
	await alice.goTo('lobby');
	await bob.say('old', 'tea');
	await expect.poll(async () => (await alice.asked()).unread).toBe(1);
	await alice.goTo('tea');
	await expect.poll(async () => (await alice.asked()).unread).toBe(0); // read by now
	await alice.goTo('lobby');
	await bob.say('new', 'tea');
	await bob.say('newer', 'tea');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 2 unread');

	await alice.goTo('tea');
	const order = () =>
		alice
			.messagesIn('tea')
			.getByText(/^(old|New|new|newer|newest|thanks)$/)
			.allInnerTexts();
	const said = async () =>
		(await order()).map((text) => (text.toUpperCase() === 'NEW' && text !== 'new' ? 'New' : text));
	await expect.poll(said).toEqual(['old', 'New', 'new', 'newer']);
	await expect(alice.line('tea')).toHaveAccessibleName('tea'); // read by now
	await bob.say('newest', 'tea');
	await alice.reads('newest', 'tea');
	expect(await said()).toEqual(['old', 'New', 'new', 'newer', 'newest']);
	await alice.say('thanks', 'tea');
	await expect.poll(said).toEqual(['old', 'new', 'newer', 'newest', 'thanks']);
});

test('where there is more new than fits, one gets to where it begins', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	await alice.makeRoom('tea');
	await alice.hasSaid('seen', 'tea');
	await alice.goTo('lobby');
	const bob = await cast.window({ name: 'bob', address: server.address });
	await bob.join('tea');
	for (let i = 1; i <= 70; i++) await bob.say(`line ${i}`, 'tea');
	await expect(alice.line('tea')).toHaveAccessibleName('tea, 70 unread');

	await alice.goTo('tea');
	await expect(alice.row('line 70')).toBeInViewport();
	const above = alice.page.getByRole('button', { name: '70 new messages above' });
	await above.click();
	await expect(alice.row('line 1')).toBeInViewport();
	await expect(alice.messagesIn('tea').getByText('New', { exact: true })).toBeInViewport();
	await expect(above).toHaveCount(0);
	await expect(alice.row('seen')).toBeInViewport();
	await alice.page.keyboard.press('Escape');
	await expect(alice.row('line 70')).toBeInViewport();
	await expect(above).toHaveCount(0);
});

test('nothing is read while the window is behind another one', async ({ cast }) => {
	const server = await cast.server();
	const alice = await cast.window({ name: 'alice', address: server.address });
	const carol = await cast.terminal(server.port, 'carol');
	carol.say('seen');
	await alice.reads('seen');
	await alice.hasSaid('so it is'); // comes back after the window has heard that there was something unread
	await expect(alice.line('lobby')).toHaveAccessibleName('lobby');

	await alice.behind();
	carol.say('not seen');
	await alice.reads('not seen');
	await expect(alice.line('lobby')).toHaveAccessibleName('lobby, 1 unread');
	await expect(alice.page).toHaveTitle('(1) lobby – Confab');

	await alice.behind(false);
	await expect(alice.line('lobby')).toHaveAccessibleName('lobby');
	await expect(alice.page).toHaveTitle('lobby – Confab');
});

test('who reads above is told how much has come below, and gets there', async ({ cast }) => {
	const server = await cast.server();
	const carol = await cast.terminal(server.port, 'carol');
	for (let i = 1; i <= 40; i++) carol.say(`line ${i}`);
	const alice = await cast.window({ name: 'alice', address: server.address });
	await alice.reads('line 40');
	const place = async () => (await alice.row('line 1').boundingBox())!.y;

	await alice.messages.focus();
	await alice.page.keyboard.press('Home');
	await expect(alice.page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
	const before = await place();
	carol.say('more');
	carol.say('and more');
	await alice.press('2 new messages');
	await expect(alice.row('and more')).toBeInViewport();
	await expect(alice.page.getByRole('button', { name: /new messages|Jump/ })).toHaveCount(0);
	expect(before).not.toBe(await place());
});

test('what is read on one device is read on the other', async ({ cast }) => {
	const server = await cast.server();
	const desk = await cast.window({ name: 'alice', address: server.address });
	const laptop = await cast.window();
	await desk.addDevice(laptop, 'alice');
	const bob = await cast.window({ name: 'bob', address: server.address });
	await desk.makeRoom('tea');
	await bob.join('tea');
	await expect(laptop.line('tea')).toBeVisible();
	await desk.goTo('lobby');
	await bob.say('the water boils', 'tea');
	for (const device of [desk, laptop]) await expect(device.line('tea')).toHaveAccessibleName('tea, 1 unread');

	await laptop.goTo('tea');
	await laptop.reads('the water boils', 'tea');
	for (const device of [laptop, desk]) await expect(device.line('tea')).toHaveAccessibleName('tea');
	await expect(desk.page).toHaveTitle('lobby – Confab');
});
