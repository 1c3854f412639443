import { problem } from '$lib/bridge/bridge';
import type { Server } from '$lib/bridge/bridge';
import type { Session } from '$lib/chat/session.svelte';
import { t } from '$lib/text/message';

type Place = 'address' | 'name' | 'all';

// Which field a person has to look at to mend it; anything else is about neither.
const places: Record<string, Place> = {
	'invalid-address': 'address',
	'server-gone': 'address',
	unreachable: 'address',
	refused: 'address',
	'nobody-there': 'address',
	'no-route': 'address',
	'no-interface': 'address',
	'needs-zone': 'address',
	silent: 'address',
	'name-unknown': 'address',
	'resolver-silent': 'address',
	'resolver-failed': 'address',
	'accepts-silent': 'address',
	closes: 'address',
	ssh: 'address',
	http: 'address',
	mail: 'address',
	'other-tls': 'address',
	'chat-plaintext': 'address',
	plaintext: 'address',
	'not-chat': 'address',
	'key-changed': 'address',
	'not-allowed': 'address',
	'not-now': 'address',
	banned: 'address',
	'invitation-needed': 'address',
	'invitation-void': 'address',
	'registration-closed': 'address',
	'link-expired': 'address',
	'not-confirmed': 'address',
	'asked-later': 'address',
	'tls-needed': 'address',
	'bad-certificate': 'address',
	'not-ready': 'address',
	'too-many': 'address',
	full: 'address',
	'shutting-down': 'address',
	'invalid-name': 'name',
	'name-taken': 'name',
	'name-forbidden': 'name',
	'name-refused': 'name',
	'name-full': 'name',
	'device-full': 'name',
	'link-of-another': 'name',
};

/** The connect card as it is being filled in, and how connecting goes. */
export class Entry {
	address = $state('');
	name = $state('');

	#session: Session;
	#picked = $state.raw<Server | undefined>(); // from the list
	#error = $state.raw<{ place: Place; sentence: string } | undefined>();
	#trying = $state(false);
	#touched = $state(false); // the person has done something here: what was wrong before is over
	#tries = 0; // the number of the try that counts: a cancelled one's answer is nobody's

	constructor(session: Session) {
		this.#session = session;
		const { launch, settings } = session;
		this.address = launch.address || settings.now.servers[0] || '';
		this.name = launch.name || settings.now.name || session.system.user;
	}

	/** Whether somebody waits: for this card, or for what the command line asked. */
	get busy(): boolean {
		return this.#trying || this.#session.connection.state === 'connecting';
	}

	/** Where something is wrong. */
	get wrong(): Place | undefined {
		if (this.#error) return this.#error.place;
		if (!this.errorAt('all')) return undefined;
		return places[this.#session.connection.code] === 'name' ? 'name' : 'address';
	}

	errorAt(place: Place): string {
		if (this.busy) return ''; // the fields cannot be mended yet
		if (this.#error) return this.#error.place === place ? this.#error.sentence : '';
		// What the command line asked for went wrong: nobody's call was rejected, only the connection says so.
		return place === 'all' && !this.#touched ? this.#session.connection.reason : '';
	}

	/** Takes an address or a link. */
	pick(address: string): void {
		this.#touched = true;
		this.address = address;
		this.#picked = undefined;
		this.#error = undefined;
	}

	/** Takes a server of the list. */
	pickServer(server: Server): void {
		this.pick(server.address);
		this.#picked = server;
	}

	/** Whether it is a server of the list that is connected to, unless something else is typed. */
	hasPicked(server: Server): boolean {
		if (this.address.trim() !== server.address) return false;
		return !this.#picked || this.#picked.id === server.id || this.#picked.address !== server.address;
	}

	async connect(): Promise<void> {
		if (this.busy) return;
		this.#touched = true;
		const address = this.address.trim();
		const name = this.name.trim();
		this.#error = undefined;
		if (!address) this.#error = { place: 'address', sentence: t('connect.noAddress') };
		else if (!name) this.#error = { place: 'name', sentence: t('connect.noName') };
		if (this.#error) return;

		const mine = ++this.#tries;
		this.#trying = true;
		try {
			const picked = this.#session.servers.list.find((s) => s.id && this.hasPicked(s));
			if (picked) await this.#session.bridge.enter(picked.id, name);
			else await this.#session.bridge.connect(address, name);
		} catch (reason) {
			if (mine !== this.#tries) return;
			const { code, sentence } = problem(reason);
			this.#error = { place: places[code] ?? 'all', sentence };
		} finally {
			if (mine === this.#tries) this.#trying = false;
		}
	}

	cancel(): void {
		this.#tries++;
		this.#trying = false;
		this.#session.bridge.leave().catch(() => {});
	}
}
