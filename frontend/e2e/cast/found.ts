import type { Page } from '@playwright/test';
import type { Finding, Server } from '../../src/lib/bridge/bridge';
import { aServer } from '../../src/lib/bridge/fake';
import { address, connect, type Scene } from './stage';

// Scenes of the servers on the network, and of why one is not among them.

const list: Partial<Server>[] = [
	{ id: 'key a', address, standing: 'known', verified: true },
	{ id: '2', name: 'Physics', address: '192.168.4.31:54307', people: 3, invitationNeeded: true },
	{ id: '3', name: 'Workshop', address: 'workshop.local:54307', standing: 'unreachable', people: 0 },
	{ id: '4', address: '192.168.4.66:54307', standing: 'checking', impostor: true, short: '47DEQp', people: 0 },
	{
		id: '5',
		name: 'w'.repeat(64),
		address: '[fe80::1c2f:3dff:fe4e:5a6b%wlp2s0]:54307',
		standing: 'changed',
		others: 2,
	},
	{
		...{ id: 'at lab9:6667', name: '', address: 'lab9:6667', standing: 'unreachable', heard: false },
		reason: { code: 'refused', params: { address: 'lab9:6667' } },
	},
];

const finding = (kind: Finding['kind'], code: string, params: Record<string, string> = {}): Finding => ({
	...{ kind, code, params, commands: [] },
});

const answers = {
	Diagnose: [
		finding('good', 'on-network', { link: 'wlp2s0', address: '192.168.4.7' }),
		finding('note', 'left-out', { link: 'docker0', kind: 'virtual' }),
		{
			...finding('fault', 'rejected', { address: '192.168.4.31:54307' }),
			commands: [
				{ for: 'ufw', text: 'sudo ufw allow 54307/tcp' },
				{ for: 'firewalld', text: 'sudo firewall-cmd --permanent --add-port=54307/tcp && sudo firewall-cmd --reload' },
				{
					for: 'Windows',
					text: 'netsh advfirewall firewall add rule name="Confab" dir=in action=allow protocol=TCP localport=54307',
				},
			],
		},
		finding('fault', 'kept-apart', { host: 'workshop.local' }),
	],
};

const { snapshot } = connect;

/** The list of servers, with what a person does there. */
const found = (act?: Scene['act']): Scene => ({
	snapshot: { ...snapshot, events: [{ servers: { servers: list.map(aServer) } }] },
	answers,
	act,
});

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click();

/** Asks why a server cannot be seen, and waits for what is found. */
export const diagnose = (open: string, check: string) => async (page: Page) => {
	await press(open)(page);
	await press(check)(page);
	await page.getByRole('dialog').getByRole('list').waitFor();
};

export const scenes: Record<string, Scene> = {
	'servers found': found(),
	'looking harder': found(press('Look harder')),
	"can't see your server": found(diagnose("Can't see your server?", 'Check')),
};
