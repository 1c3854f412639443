import type { Bridge, Offer } from '$lib/bridge/bridge';

/** The invitations to rooms that wait for this person's answer. */
export class Invitations {
	#bridge: Bridge;
	#list = $state.raw<Offer[]>([]);

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	/** The newest first. */
	get list(): Offer[] {
		return this.#list;
	}

	apply(list: Offer[]): void {
		this.#list = list;
	}

	/** Everything so far is of another person or server. */
	clear(): void {
		this.#list = [];
	}

	/** Becomes a member of the room. Both reject with a problem. */
	accept({ room }: Offer): Promise<void> {
		return this.#bridge.joinRoom(room);
	}

	decline({ room }: Offer): Promise<void> {
		return this.#bridge.decline(room);
	}
}
