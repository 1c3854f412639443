import type { Bridge, ThemeChoice } from '$lib/bridge/bridge';

/** Light or dark: what the person chose, and what that comes to here and now. */
export class Theme {
	#bridge: Bridge;
	#choice = $state<ThemeChoice>('system');
	#systemIsDark = $state(false);

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	get choice(): ThemeChoice {
		return this.#choice;
	}

	/** What to draw. */
	get shown(): 'light' | 'dark' {
		if (this.#choice !== 'system') return this.#choice;
		return this.#systemIsDark ? 'dark' : 'light';
	}

	/** Takes a choice that Go remembered. */
	remember(choice: ThemeChoice): void {
		this.#choice = choice;
	}

	/** Takes a choice from the person. If Go cannot keep it, it still holds until the window closes. */
	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		this.#bridge.setTheme(choice).catch(() => {});
	}

	/** Follows the system until the function it returns is called. */
	follow(system: MediaQueryList): () => void {
		const look = () => (this.#systemIsDark = system.matches);
		look();
		system.addEventListener('change', look);
		return () => system.removeEventListener('change', look);
	}
}
