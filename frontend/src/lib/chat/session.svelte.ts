import type { Bridge, Event, Launch, Settings } from '$lib/bridge/bridge';
import { Connection } from './connection.svelte';
import { Devices } from './devices.svelte';
import { Dialogs } from './dialogs.svelte';
import { People } from './people.svelte';
import { Room } from './room.svelte';
import { Theme } from './theme.svelte';

/** The whole of what the window knows: one account on one server, and what was remembered. */
export class Session {
	readonly connection = new Connection();
	/** Who is connected to the server, as far as is known. */
	readonly people = new People();
	readonly devices: Devices;
	readonly dialogs = new Dialogs();
	readonly room: Room;
	readonly theme: Theme;
	readonly bridge: Bridge;

	#settings = $state.raw<Settings>({ theme: 'system', name: '', servers: [] });
	#launch = $state.raw<Launch>({ address: '', name: '' });
	#started = $state(false);

	constructor(bridge: Bridge) {
		this.bridge = bridge;
		this.room = new Room('lobby', bridge);
		this.devices = new Devices(bridge);
		this.theme = new Theme(bridge);
	}

	get settings(): Settings {
		return this.#settings;
	}

	get launch(): Launch {
		return this.#launch;
	}

	/** Whether Go has said how things stand; before that there is nothing to show. */
	get started(): boolean {
		return this.#started;
	}

	/**
	 * Listens to Go. What happens between the snapshot and the first live event
	 * must not be lost, so it listens first and keeps those for after the snapshot.
	 */
	async start(): Promise<void> {
		let early: Event[] | undefined = [];
		this.bridge.listen((event) => {
			if (early) early.push(event);
			else this.apply(event);
		});
		// If it fails, a window that remembers nothing is better than an empty one.
		const snapshot = await this.bridge.ready().catch(() => undefined);
		if (snapshot) {
			this.#settings = snapshot.settings;
			this.#launch = snapshot.launch;
			this.theme.remember(snapshot.settings.theme);
			this.devices.remember(snapshot.device);
		}
		for (const event of [...(snapshot?.events ?? []), ...early]) this.apply(event);
		early = undefined;
		this.#started = true;
	}

	apply({ connection, message, change, people, devices, asking, refusal, forget }: Event): void {
		if (forget) {
			this.room.clear();
			this.people.clear();
			this.devices.clear();
		}
		if (connection) {
			if (connection.state === 'online') this.#remember(connection.address, connection.you);
			else this.devices.lost();
			if (connection.state === 'idle') this.dialogs.close();
			this.connection.apply(connection);
		}
		if (message?.room === this.room.name) this.room.apply(message);
		if (change?.room === this.room.name) this.room.change(change);
		if (refusal) this.room.refuse(refusal);
		if (people) this.people.apply(people);
		if (devices) this.devices.apply(devices.devices);
		if (asking) this.devices.ask(asking);
	}

	// As Go does, for the next time the connect card shows: where and as whom it worked last.
	#remember(address: string, name: string): void {
		const servers = [address, ...this.#settings.servers.filter((s) => s !== address)];
		this.#settings = { ...this.#settings, name, servers };
		this.#launch = { address: '', name: '' };
	}
}
