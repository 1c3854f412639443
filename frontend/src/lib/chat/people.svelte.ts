import type * as bridge from '$lib/bridge/bridge';
import { nameKey } from '$lib/text/names';

/** The order in which people look for names. */
export const order = new Intl.Collator('en').compare;

/** Those who are connected to the server, as far as is known, and what they are. */
export class People {
	#names = $state.raw<string[]>([]);
	#spelled = $state.raw<ReadonlyMap<string, string>>(new Map()); // by their keys
	#guests = $state.raw<ReadonlySet<string>>(new Set());
	#moderators = $state.raw<ReadonlySet<string>>(new Set());

	/** In the order of the alphabet. */
	get names(): string[] {
		return this.#names;
	}

	/** Whether somebody who is here came without a key. */
	isGuest(name: string): boolean {
		return this.#guests.has(nameKey(name));
	}

	/** Whether somebody who is here is a moderator or an administrator. */
	moderates(name: string): boolean {
		return this.#moderators.has(nameKey(name));
	}

	has(name: string): boolean {
		return this.#spelled.has(nameKey(name));
	}

	/** A name as whoever is here spells it. */
	spelled(name: string): string {
		return this.#spelled.get(nameKey(name)) ?? name;
	}

	apply({ names, guests, moderators }: bridge.People): void {
		this.#names = names.toSorted(order);
		this.#spelled = new Map(names.map((name) => [nameKey(name), name]));
		this.#guests = new Set(guests.map(nameKey));
		this.#moderators = new Set(moderators.map(nameKey));
	}

	/** Nobody knows who is here. */
	clear(): void {
		this.apply({ names: [], guests: [], moderators: [] });
	}
}
