import type { Asking, Bridge, Device, Invitation, ThisDevice } from '$lib/bridge/bridge';

/** The devices that have one's name, this one, and those that ask to become one of them. */
export class Devices {
	#bridge: Bridge;
	#here = $state.raw<ThisDevice>({ id: '', kept: '' });
	#list = $state.raw<Device[] | undefined>();
	#asking = $state.raw<Asking[]>([]); // the longest waiting first

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	/** This device: its key's fingerprint is empty while it is not known. */
	get here(): ThisDevice {
		const id = this.#here.id || (this.#list?.find((d) => d.here)?.id ?? '');
		return { ...this.#here, id };
	}

	/** All of them; undefined while the server has not said. */
	get list(): Device[] | undefined {
		return this.#list;
	}

	/** The one that waits for an answer. */
	get asking(): Asking | undefined {
		return this.#asking[0];
	}

	/** Takes what Go knows of this device. */
	remember(here: ThisDevice): void {
		this.#here = here;
	}

	/** Takes the list; this device comes first. */
	apply(list: Device[]): void {
		this.#list = list.toSorted((a, b) => Number(b.here) - Number(a.here));
	}

	/** Takes a device that asks, or the news that there is nothing to answer any more. */
	ask(asking: Asking): void {
		const others = this.#asking.filter((a) => a.device !== asking.device);
		this.#asking = asking.over ? others : [...others, asking];
	}

	/** Nobody asks any more: there is no connection to answer by. */
	lost(): void {
		this.#asking = [];
	}

	/** Everything so far is of another person or server. */
	clear(): void {
		this.#list = undefined;
		this.#asking = [];
	}

	/** Asks the server for the list. Rejects with a problem, as everything below. */
	look(): Promise<void> {
		return this.#bridge.devices();
	}

	rename(device: Device, name: string): Promise<void> {
		return this.#bridge.renameDevice(device.id, name);
	}

	revoke(device: Device): Promise<void> {
		return this.#bridge.revoke(device.id);
	}

	pair(): Promise<Invitation> {
		return this.#bridge.pair();
	}

	/** Answers a device that asks. */
	async answer(asking: Asking, yes: boolean): Promise<void> {
		await this.#bridge.confirm(asking.device, yes);
		this.ask({ ...asking, over: true });
	}
}
