import type { Blocked, Bridge } from '$lib/bridge/bridge';
import { nameKey } from '$lib/text/names';

/** The people whom this person blocks, on all devices. */
export class Blocks {
	#bridge: Bridge;
	#names = $state.raw<string[]>([]);
	#accounts = $state.raw<ReadonlySet<string>>(new Set()); // keys of names, like the following
	#guests = $state.raw<ReadonlySet<string>>(new Set());

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	get names(): string[] {
		return this.#names;
	}

	/** Whether somebody is blocked; without `guest` under this name at all. */
	has(name: string, guest?: boolean): boolean {
		const key = nameKey(name);
		return (guest !== true && this.#accounts.has(key)) || (guest !== false && this.#guests.has(key));
	}

	apply({ names, guests }: Blocked): void {
		this.#names = names;
		this.#guests = new Set(guests.map(nameKey));
		this.#accounts = new Set(names.map(nameKey).filter((key) => !this.#guests.has(key)));
	}

	/** Everything so far is of another person or server. */
	clear(): void {
		this.apply({ names: [], guests: [] });
	}

	/** Hides what somebody says, and refuses their direct messages and invitations. Both reject with a problem. */
	block(name: string): Promise<void> {
		return this.#bridge.block(name);
	}

	unblock(name: string): Promise<void> {
		return this.#bridge.unblock(name);
	}
}
