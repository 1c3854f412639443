import type { Bridge, Server } from '$lib/bridge/bridge';
import type { Settings } from './settings.svelte';

/** The servers that one can pick: those on this network, and those used before. */
export class Servers {
	#found = $state.raw<Server[] | undefined>();
	#bridge: Bridge;
	#settings: Settings;

	constructor(bridge: Bridge, settings: Settings) {
		this.#bridge = bridge;
		this.#settings = settings;
	}

	/** Before Go has told any, those used before. */
	get list(): Server[] {
		return this.#found ?? this.#settings.now.servers.map(usedBefore);
	}

	apply(found: Server[]): void {
		this.#found = found;
	}

	/** Says whether the list is on the screen: only then Go looks for servers. */
	show(on: boolean): void {
		if (!on) this.#found = undefined; // it would be old the next time
		this.#bridge.discover(on).catch(() => {}); // without a network there is nothing to list
	}
}

function usedBefore(address: string): Server {
	return {
		id: '',
		name: '',
		address,
		standing: 'checking',
		verified: false,
		heard: false,
		people: 0,
		invitationNeeded: false,
		impostor: false,
		others: 0,
		short: '',
		reason: null,
	};
}
