import type { Attachment, Bridge, Event, Launch, Snapshot, System } from '$lib/bridge/bridge';
import { hostOf } from '$lib/text/links';
import { t } from '$lib/text/message';
import { Blocks } from './blocks.svelte';
import { Connection } from './connection.svelte';
import { Devices } from './devices.svelte';
import { Dialogs } from './dialogs.svelte';
import { Invitations } from './invitations.svelte';
import { People } from './people.svelte';
import { Rooms } from './rooms.svelte';
import { Search } from './search.svelte';
import { Servers } from './servers.svelte';
import { Settings } from './settings.svelte';
import { Theme } from './theme.svelte';
import { Transfers } from './transfers.svelte';
import { Trouble } from './trouble.svelte';

/** The whole of what the window knows: one account on one server, and what was remembered. */
export class Session {
	readonly connection = new Connection();
	/** Who is connected to the server, as far as is known. */
	readonly people = new People();
	readonly blocks: Blocks;
	readonly devices: Devices;
	readonly invitations: Invitations;
	readonly dialogs = new Dialogs();
	readonly trouble = new Trouble();
	readonly rooms: Rooms;
	readonly search: Search;
	readonly servers: Servers;
	readonly settings: Settings;
	readonly theme: Theme;
	readonly transfers: Transfers;
	readonly bridge: Bridge;

	#system = $state.raw<System>({ tray: false, autostart: false, notifications: false, folder: '', user: '' });
	#launch = $state.raw<Launch>({ address: '', name: '' });
	#started = $state(false);

	constructor(bridge: Bridge) {
		this.bridge = bridge;
		this.blocks = new Blocks(bridge);
		this.invitations = new Invitations(bridge, () => this.connection.state === 'online');
		this.rooms = new Rooms(
			bridge,
			(row) => this.blocks.has(row.from, row.guest),
			() => {
				this.trouble.roomShown();
				this.invitations.noted();
			},
		);
		this.search = new Search(bridge);
		this.devices = new Devices(bridge);
		this.settings = new Settings(bridge);
		this.servers = new Servers(bridge, this.settings);
		this.theme = new Theme(this.settings);
		this.transfers = new Transfers(bridge);
	}

	/** What this system has. */
	get system(): System {
		return this.#system;
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
		if (snapshot) this.#remember(snapshot);
		for (const event of [...(snapshot?.events ?? []), ...early]) this.apply(event);
		early = undefined;
		this.#started = true;
	}

	apply(event: Event): void {
		const entered = this.connection.entered;
		if (event.forget) {
			this.rooms.clear();
			this.search.clear();
			this.people.clear();
			this.devices.clear();
			this.trouble.quota('');
			this.invitations.clear();
			this.blocks.clear();
			this.transfers.clear();
			this.dialogs.close(); // it may be about a room or somebody there
		}
		if (event.connection) this.#connection(event.connection);
		if (event.room) {
			this.rooms.apply(event.room);
			if (!event.room.left) this.trouble.roomIsHere(event.room.name);
		}
		if (event.row) {
			this.rooms.applyRow(event.row);
			this.search.seen(event.row);
		}
		if (event.part) this.rooms.byName(event.part.room)?.applyPart(event.part);
		if (event.transfer) this.transfers.apply(event.transfer);
		if (event.dropped) this.#drop(event.dropped);
		if (event.typing) this.rooms.byName(event.typing.room)?.applyTyping(event.typing.from);
		if (event.refusal) for (const room of this.rooms.all) room.refuse(event.refusal);
		if (event.people) this.people.apply(event.people);
		if (event.presence) this.people.change(event.presence);
		if (event.offers) this.invitations.apply(event.offers.offers);
		if (event.blocked) this.blocks.apply(event.blocked);
		if (event.devices) this.devices.apply(event.devices.devices);
		if (event.asking) this.devices.ask(event.asking);
		if (event.servers) this.servers.apply(event.servers.servers);
		if (event.link) this.#link(event.link);
		if (event.quota) this.trouble.quota(event.quota.full);
		if (event.closed && !event.closed.own) this.trouble.roomClosed(event.closed);
		if (event.warning) this.trouble.warn(event.warning);
		if (event.over) this.trouble.over(event.over);
		if (event.show) this.#show(event.show);
		// Only now there is a chat in which a room can be shown, or another one.
		else if (this.connection.entered && (event.forget || !entered)) this.rooms.show(this.rooms.shown.name);
	}

	#connection(connection: NonNullable<Event['connection']>): void {
		if (connection.state === 'online') {
			// As Go does, for the next time the connect card shows: where and as whom it worked last.
			const { address, you: name } = connection;
			const servers = [address, ...this.settings.now.servers.filter((s) => s !== address)];
			this.settings.remember({ name, servers });
			this.#launch = { address: '', name: '' };
		} else this.devices.lost();
		if (connection.state === 'idle') this.dialogs.close();
		this.connection.apply(connection);
		if (connection.state === 'online' && connection.waiting === 0) for (const room of this.rooms.all) room.settled();
	}

	/** What was dropped on the window is for the room that is shown, where there is something to write in. */
	#drop(dropped: Attachment[]): void {
		const room = this.rooms.shown;
		const open = this.connection.entered && !room.state.left && !this.connection.muted;
		if (open && this.bridge.hasFiles) room.writing.attachments.add(dropped);
		else {
			this.bridge.detach(dropped.map((a) => a.handle)).catch(() => {});
			if (this.connection.entered) this.trouble.tell(t('attachments.notHere'));
		}
	}

	#link(link: string): void {
		if (this.connection.entered && hostOf(link) === hostOf(this.connection.address)) return;
		this.#launch = { address: link, name: '' };
		if (this.connection.entered) this.dialogs.open({ kind: 'link', link });
	}

	#show({ room, seq }: { room: string; seq: number }): void {
		if (!this.connection.entered) return this.rooms.remember(room);
		this.dialogs.close(); // it would hide what is to be seen
		this.rooms.show(room, seq);
	}

	#remember({ settings, launch, device, system, room }: Snapshot): void {
		this.settings.remember(settings);
		this.#launch = launch;
		this.#system = system;
		this.devices.remember(device);
		this.rooms.remember(room);
	}
}
