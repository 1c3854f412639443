import { SvelteMap } from 'svelte/reactivity';
import type { Bridge, Transfer, TransferAct } from '$lib/bridge/bridge';

/** Which files are on their way, up or down, and which have come. */
export class Transfers {
	#bridge: Bridge;
	#all = new SvelteMap<string, Transfer>(); // by message and place in it
	#news = $state.raw<Transfer | undefined>();

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	/** What has become of a file of a message, if it was on its way in this window's time. */
	of(id: string, index: number): Transfer | undefined {
		return this.#all.get(keyOf(id, index));
	}

	/** The one that ended last, well or not. */
	get news(): Transfer | undefined {
		return this.#news;
	}

	readonly failed = $derived([...this.#all.values()].filter((t) => t.state === 'failed'));

	apply(transfer: Transfer): void {
		const key = keyOf(transfer.id, transfer.index);
		const before = this.#all.get(key);
		this.#all.set(key, transfer);
		// What had ended before the window began is no news.
		if (before && before.state !== transfer.state && ended(transfer)) this.#news = transfer;
	}

	/** Resolves once Go has taken it. Rejects with a problem. */
	act({ room, id, index }: Pick<Transfer, 'room' | 'id' | 'index'>, act: TransferAct): Promise<void> {
		return this.#bridge.transfer(room, id, index, act);
	}

	/** Tries all again that have failed, in the order in which they did. */
	async retry(failed: Transfer[] = this.failed): Promise<void> {
		await Promise.all(failed.map((transfer) => this.act(transfer, 'retry')));
	}

	/** Another person's begin. */
	clear(): void {
		this.#all.clear();
		this.#news = undefined;
	}
}

const keyOf = (id: string, index: number) => `${id} ${index}`;

/** Whether nothing more comes of it by itself. */
export const ended = ({ state }: Transfer) => state === 'done' || state === 'failed';
