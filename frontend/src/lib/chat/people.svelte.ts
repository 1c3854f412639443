import type * as bridge from '$lib/bridge/bridge';
import { nameKey } from '$lib/text/names';

/** The order in which people look for names. */
export const order = new Intl.Collator('en').compare;

/**
 * Those who are connected to the server, as far as is known, and what they are. Who comes and goes is put where they
 * belong: a server of 100,000 names must not have the page sort them for each.
 */
export class People {
	// Changed in place, and looked at by `#look`: a copy of each would cost as much as there are.
	#names: string[] = [];
	#spelled = new Map<string, string>(); // by their keys
	#guests = new Set<string>(); // keys
	#moderators = new Set<string>(); // likewise
	#changes = $state(0);

	/** In the order of the alphabet. */
	get names(): readonly string[] {
		return this.#look(this.#names);
	}

	/** How many they are. */
	get count(): number {
		return this.#look(this.#names).length;
	}

	/** Whether somebody who is here came without a key. */
	isGuest(name: string): boolean {
		return this.#look(this.#guests).has(nameKey(name));
	}

	/** Whether somebody who is here is a moderator or an administrator. */
	moderates(name: string): boolean {
		return this.#look(this.#moderators).has(nameKey(name));
	}

	has(name: string): boolean {
		return this.#look(this.#spelled).has(nameKey(name));
	}

	/** A name as whoever is here spells it. */
	spelled(name: string): string {
		return this.#look(this.#spelled).get(nameKey(name)) ?? name;
	}

	/** The first so many of those who are here and none of `but`. */
	first(most: number, but: readonly string[]): string[] {
		const left = new Set(but.map(nameKey));
		const first: string[] = [];
		for (const name of this.#look(this.#names)) {
			if (first.length >= most) break;
			if (!left.has(nameKey(name))) first.push(name);
		}
		return first;
	}

	/** Takes all who are here. */
	apply({ names, guests, moderators }: bridge.People): void {
		this.#spelled = new Map(names.map((name) => [nameKey(name), name])); // one of each, whatever a server says
		this.#names = [...this.#spelled.values()].sort(order);
		this.#guests = new Set(guests.map(nameKey));
		this.#moderators = new Set(moderators.map(nameKey));
		this.#changes++;
	}

	/** Takes who has come and gone since. Who comes may be here: what is said of them holds from now on. */
	change({ came = [], went = [], guests = [], moderators = [] }: bridge.PresenceChange): void {
		for (const name of went) this.#remove(name);
		for (const name of came) {
			this.#remove(name);
			this.#names.splice(this.#place(name), 0, name);
			this.#spelled.set(nameKey(name), name);
		}
		for (const name of guests) this.#guests.add(nameKey(name));
		for (const name of moderators) this.#moderators.add(nameKey(name));
		this.#changes++;
	}

	/** Nobody knows who is here. */
	clear(): void {
		this.apply({ names: [], guests: [], moderators: [] });
	}

	/** Something that is changed in place, for whoever is to hear when it is. */
	#look<T>(what: T): T {
		void this.#changes;
		return what;
	}

	#remove(name: string): void {
		const key = nameKey(name);
		const spelled = this.#spelled.get(key);
		if (spelled === undefined) return;
		// Names that are alike to the alphabet stand side by side.
		const at = this.#names.indexOf(spelled, this.#place(spelled));
		if (at >= 0) this.#names.splice(at, 1);
		this.#spelled.delete(key);
		this.#guests.delete(key);
		this.#moderators.delete(key);
	}

	/** Where a name stands, or would: the first place with none before it in the alphabet. */
	#place(name: string): number {
		let [low, high] = [0, this.#names.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (order(this.#names[middle]!, name) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
