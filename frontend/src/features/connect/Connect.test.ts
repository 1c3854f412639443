import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import { aConnection, aServer, refusal, type FakeBridge } from '$lib/bridge/fake';
import { begin, show } from '../../testing/show';
import Connect from './Connect.svelte';

async function card(prepare?: (bridge: FakeBridge) => void) {
	const begun = await begin(prepare);
	show(begun.session, Connect);
	return {
		...begun,
		user: userEvent.setup(),
		address: screen.getByRole('textbox', { name: 'Server address or link' }),
		name: screen.getByRole('textbox', { name: 'Your name' }),
	};
}
const known = (bridge: FakeBridge) => bridge.settings({ name: 'alice', servers: ['lab3:6667', 'lab4:6667'] });

test('the first time it asks for an address, then a name', async () => {
	const { bridge, user, address, name } = await card();
	expect(screen.queryByRole('list')).toBeNull();
	expect(address).toHaveFocus();
	await user.keyboard('{Enter}');
	expect(address).toHaveAccessibleDescription(/Enter the server's address/);
	await user.type(address, 'chat://lab3:6667{Enter}');
	expect(name).toHaveFocus();
	expect(name).toHaveAccessibleDescription(/Enter the name/);
	await user.keyboard('alice{Enter}');
	expect(bridge.asked('connect')).toEqual([['chat://lab3:6667', 'alice']]);
});

test('the next time Enter is enough', async () => {
	const { bridge, user } = await card(known);
	await user.keyboard('{Enter}');
	expect(bridge.asked('connect')).toEqual([['lab3:6667', 'alice']]);
});

test('one click picks another server, one more connects', async () => {
	const { bridge, user, address } = await card(known);
	await user.click(screen.getByRole('button', { name: /^lab4:6667/ }));
	expect(address).toHaveValue('lab4:6667');
	expect(screen.getByRole('button', { name: /^lab4:6667/ })).toHaveAttribute('aria-pressed', 'true');
	expect(bridge.asked('connect')).toEqual([]);
	await user.click(screen.getByRole('button', { name: /^lab4:6667/ }));
	expect(bridge.asked('connect')).toEqual([['lab4:6667', 'alice']]);
});

test.each([
	['unreachable', 'Server address or link'],
	['not-chat', 'Server address or link'],
	['chat-plaintext', 'Server address or link'],
	['refused', 'Server address or link'],
	['name-unknown', 'Server address or link'],
	['name-taken', 'Your name'],
	['name-forbidden', 'Your name'],
])('%s is said beside the field "%s", which gets the cursor', async (code, field) => {
	const { user } = await card((bridge) => {
		known(bridge);
		bridge.answers.connect = () => refusal(code, { name: 'alice', address: 'lab:1', host: 'lab', text: 'No' });
	});
	await user.keyboard('{Enter}');
	const at = screen.getByRole('textbox', { name: field });
	expect(at).toHaveAccessibleDescription(/\w+/);
	expect(at).toHaveFocus();
	expect(screen.getByRole('button', { name: 'Connect' })).toBeVisible();
});

test('what concerns no field is said all the same', async () => {
	const { user } = await card((bridge) => {
		known(bridge);
		bridge.answers.connect = () => Promise.reject(new Error('TypeError: x is undefined'));
	});
	await user.keyboard('{Enter}');
	expect(screen.getByRole('alert')).toHaveTextContent(/^Something went wrong\. Try again\./);
});

test('what is wrong is said when it can be mended', async () => {
	const { bridge, user, name } = await card((bridge) => {
		known(bridge);
		bridge.answers.connect = () => {
			bridge.emit({ connection: aConnection({ state: 'connecting', address: 'lab3:6667', you: 'alice' }) });
			return refusal('name-taken', { name: 'alice' });
		};
	});
	await user.keyboard('{Enter}');
	expect(name).not.toHaveAccessibleDescription(/is taken/);
	bridge.emit({ connection: aConnection({ state: 'idle' }) });
	await tick();
	expect(name).toHaveAccessibleDescription(/^alice is taken, or looks like a name that is\./);
	expect(name).not.toHaveAttribute('readonly');
	expect(name).toHaveFocus();
});

test('while it connects it says so, connects only once, and can be cancelled', async () => {
	let fail: (reason: string) => void = () => {};
	const { bridge, user } = await card((bridge) => {
		known(bridge);
		bridge.answers.connect = () => new Promise((_, reject) => (fail = reject));
	});
	await user.keyboard('{Enter}{Enter}');
	expect(screen.getByRole('status')).toHaveTextContent('Connecting to lab3:6667…');
	expect(bridge.asked('connect')).toHaveLength(1);

	await user.click(screen.getByRole('button', { name: 'Cancel' }));
	expect(bridge.asked('leave')).toHaveLength(1);
	fail('{"code":"stopped"}');
	await new Promise((r) => setTimeout(r));
	expect(screen.queryByRole('alert')).toBeNull();
	expect(screen.getByRole('button', { name: 'Connect' })).toBeEnabled();
});

test('what the command line asked is under way when the page comes', async () => {
	const { bridge, address, name } = await card((bridge) => {
		bridge.snapshot.launch = { address: 'lab9:6667', name: 'eve' };
		bridge.snapshot.events = [{ connection: aConnection({ state: 'connecting', address: 'lab9:6667', you: 'eve' }) }];
	});
	expect(screen.getByRole('status')).toHaveTextContent('Connecting to lab9:6667…');
	expect([address, name].map((f) => (f as HTMLInputElement).value)).toEqual(['lab9:6667', 'eve']);
	expect(bridge.asked('connect')).toEqual([]);
});

test('an address alone on the command line is filled in, and the name is asked for', async () => {
	const { bridge, address, name } = await card((bridge) => {
		bridge.snapshot.launch = { address: 'chat://lab9:6667', name: '' };
	});
	expect(address).toHaveValue('chat://lab9:6667');
	expect(name).toHaveFocus();
	expect(bridge.asked('connect')).toEqual([]);
});

test('while another device is to confirm this one, the card says so, and one can give up', async () => {
	const { bridge, user } = await card((bridge) => {
		known(bridge);
		bridge.answers.connect = () => new Promise(() => {});
	});
	await user.keyboard('{Enter}');
	const reason = { code: 'confirm-elsewhere', params: { id: '4xGhAb12' } };
	bridge.emit({ connection: aConnection({ state: 'connecting', reason }) });
	await tick();
	expect(screen.getByRole('status')).toHaveTextContent(
		'Confirm this device on one of your other devices. Its code is 4xGhAb12.',
	);
	await user.click(screen.getByRole('button', { name: 'Cancel' }));
	expect(bridge.asked('leave')).toHaveLength(1);
});

test('a link that was opened outside the window is filled in', async () => {
	const { bridge, user, address } = await card(known);
	expect(address).toHaveValue('lab3:6667');
	bridge.emit({ link: 'chat://lab9:7000#t=abc' });
	await tick();
	expect(address).toHaveValue('chat://lab9:7000#t=abc');
	await user.clear(address);
	await user.type(address, 'lab4:6667'); // what is typed afterwards stays
	expect(address).toHaveValue('lab4:6667');
});

const list = (...servers: Parameters<typeof aServer>[0][]) => ({
	servers: { servers: servers.map((s) => aServer(s)) },
});

test('a new server takes a click and Enter: the name is the one that the system has', async () => {
	const { bridge, user, name } = await card((bridge) => {
		bridge.snapshot.system.user = 'ann';
	});
	expect(bridge.asked('discover')).toEqual([[true]]);
	bridge.emit(list({ id: '7', people: 3, invitationNeeded: true }));
	await tick();
	const server = screen.getByRole('button', { name: /^Lab 3/ });
	expect(server).toHaveAccessibleName('Lab 3 3 people online · 192.168.4.20:54307 · invitation needed, new');
	await user.click(server);
	expect(server).toHaveAttribute('aria-pressed', 'true');
	expect(name).toHaveFocus();
	expect(name).toHaveValue('ann');
	expect(bridge.asked('enter')).toEqual([]);
	await user.keyboard('{Enter}');
	expect(bridge.asked('enter')).toEqual([['7', 'ann']]);
	expect(bridge.asked('connect')).toEqual([]);
});

test('one click connects to a server where one was before', async () => {
	const { bridge, user } = await card(known);
	bridge.emit(list({ id: 'key a', standing: 'known' }));
	await tick();
	await user.click(screen.getByRole('button', { name: /^Lab 3/ }));
	expect(bridge.asked('enter')).toEqual([['key a', 'alice']]);
});

test('what is typed over a picked server counts', async () => {
	const { bridge, user, address } = await card(known);
	bridge.emit(list({ id: '7' }));
	await tick();
	await user.click(screen.getByRole('button', { name: /^Lab 3/ }));
	await user.clear(address);
	await user.type(address, 'lab9:1{Enter}');
	expect(bridge.asked('connect')).toEqual([['lab9:1', 'alice']]);
	expect(bridge.asked('enter')).toEqual([]);
});

test('an impostor, and a server behind a firewall, say so', async () => {
	const { bridge } = await card();
	bridge.emit(
		list(
			{ id: '1', impostor: true, short: '47DEQp' },
			{ id: '2', name: 'Physics', standing: 'unreachable', reason: { code: 'silent', params: { address: 'x:1' } } },
		),
	);
	await tick();
	expect(screen.getByRole('button', { name: /^Lab 3 47DEQp/ })).toHaveAccessibleName(
		/Calls itself Lab 3, but isn't the Lab 3 that you know\./,
	);
	expect(screen.getByRole('button', { name: /^Physics/ })).toHaveAccessibleName(/firewall on its computer/);
});

test('a link that is pasted anywhere is filled in, and nothing connects', async () => {
	const { bridge, user, address, name } = await card(known);
	await user.click(name);
	await user.paste('chat://lab9:7000#t=abc');
	expect(address).toHaveValue('chat://lab9:7000#t=abc');
	expect(name).toHaveValue('alice');
	await user.paste('bob');
	expect(name).toHaveValue('bob');
	expect(bridge.asked('connect')).toEqual([]);
});

test('looking harder, and why a server cannot be seen', async () => {
	const { bridge, user } = await card((bridge) => {
		bridge.answers.diagnose = async () => [
			{ code: 'on-network', kind: 'good', params: { link: 'eth0', address: '10.0.0.2' }, commands: null },
			{
				code: 'rejected',
				kind: 'fault',
				params: { address: 'lab:1' },
				commands: [{ for: 'ufw', text: 'sudo ufw allow 1/tcp' }],
			},
		];
	});
	await user.click(screen.getByRole('button', { name: 'Look harder' }));
	expect(bridge.asked('lookHarder')).toHaveLength(1);
	await user.click(screen.getByRole('button', { name: "Can't see your server?" }));
	await user.type(screen.getByRole('textbox', { name: 'Address or link (optional)' }), 'lab:1{Enter}');
	expect(bridge.asked('diagnose')).toEqual([['lab:1']]);
	const found = within(screen.getByRole('list', { name: 'What was found' })).getAllByRole('listitem');
	expect(found.map((f) => f.textContent.replace(/\s+/g, ' ').trim())).toEqual([
		'OK This computer is on a network: eth0, 10.0.0.2.',
		expect.stringMatching(/^Problem The server runs there, but a firewall .* ufw ?sudo ufw allow 1\/tcp ?Copy$/),
	]);
});

test('Go searches only while somebody can see the list', async () => {
	const { bridge } = await card();
	const seen = async (hidden: boolean) => {
		const is = vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
		document.dispatchEvent(new Event('visibilitychange'));
		await tick();
		is.mockRestore();
	};
	await seen(true); // in the tray, for example
	expect(bridge.asked('discover')).toEqual([[true], [false]]);
	await seen(false);
	expect(bridge.asked('discover')).toEqual([[true], [false], [true]]);
});
