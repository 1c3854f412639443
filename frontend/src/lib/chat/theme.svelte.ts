import type { ThemeChoice } from '$lib/bridge/bridge';
import type { Settings } from './settings.svelte';

/** Light or dark: what the person chose, and what that comes to here and now. */
export class Theme {
	#settings: Settings;
	#systemIsDark = $state(false);

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	get choice(): ThemeChoice {
		return this.#settings.now.theme;
	}

	/** What to draw. */
	get shown(): 'light' | 'dark' {
		if (this.choice !== 'system') return this.choice;
		return this.#systemIsDark ? 'dark' : 'light';
	}

	/** Takes a choice from the person. */
	choose(choice: ThemeChoice): void {
		this.#settings.save({ theme: choice });
	}

	/** Follows the system until the function it returns is called. */
	follow(system: MediaQueryList): () => void {
		const look = () => (this.#systemIsDark = system.matches);
		look();
		system.addEventListener('change', look);
		return () => system.removeEventListener('change', look);
	}
}
