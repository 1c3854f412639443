import type { Bridge, Offer } from '$lib/bridge/bridge';

/** The invitations to rooms that wait for this person's answer. */
export class Invitations {
	#bridge: Bridge;
	#declined = $state.raw<Offer | undefined>();
	#list = $state.raw<Offer[]>([]);

	/** The newest first; none without a connection, since nobody can answer one then. */
	readonly list: Offer[] = $derived.by(() => (this.#online() ? this.#list : []));

	#online: () => boolean;

	constructor(bridge: Bridge, online: () => boolean) {
		this.#bridge = bridge;
		this.#online = online;
	}

	/** The one that was declined last, until that has been read. */
	get declined(): Offer | undefined {
		return this.#declined;
	}

	apply(list: Offer[]): void {
		this.#list = list;
	}

	/** Everything so far is of another person or server. */
	clear(): void {
		this.#list = [];
		this.#declined = undefined;
	}

	/** Becomes a member of the room. Both reject with a problem. */
	accept({ room }: Offer): Promise<void> {
		this.#declined = undefined;
		return this.#bridge.joinRoom(room);
	}

	async decline(offer: Offer): Promise<void> {
		await this.#bridge.decline(offer.room);
		this.#declined = offer;
	}

	/** What is said of the last answer has been read. */
	noted(): void {
		this.#declined = undefined;
	}
}
