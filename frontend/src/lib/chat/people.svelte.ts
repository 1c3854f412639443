import type * as bridge from '$lib/bridge/bridge';

/** The order in which people look for names. */
export const order = new Intl.Collator('en').compare;

/** Those who are connected to the server, as far as is known, and what they are. */
export class People {
	#names = $state.raw<string[]>([]);
	#guests = $state.raw<ReadonlySet<string>>(new Set());
	#moderators = $state.raw<ReadonlySet<string>>(new Set());

	/** In the order of the alphabet. */
	get names(): string[] {
		return this.#names;
	}

	/** Whether somebody who is here came without a key. */
	isGuest(name: string): boolean {
		return this.#guests.has(name);
	}

	/** Whether somebody who is here is a moderator or an administrator. */
	moderates(name: string): boolean {
		return this.#moderators.has(name);
	}

	has(name: string): boolean {
		return this.#names.includes(name);
	}

	apply({ names, guests, moderators }: bridge.People): void {
		this.#names = names.toSorted(order);
		this.#guests = new Set(guests);
		this.#moderators = new Set(moderators);
	}

	/** Nobody knows who is here. */
	clear(): void {
		this.apply({ names: [], guests: [], moderators: [] });
	}
}
