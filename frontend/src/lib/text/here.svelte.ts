/**
 * The time zone of this machine, and the day that it is there. Both may become others while the window is open:
 * what is written by them reads them here, and is written again then.
 */
class Here {
	#zone = $state(zone());
	#day = $state(day());
	#seen = day();

	/** The zone's name, Europe/Berlin for example. */
	get zone(): string {
		return this.#zone;
	}

	/** Stands for the day and the difference to UTC. */
	get day(): string {
		return this.#day;
	}

	/** Looks whether something has changed. */
	look(): void {
		this.#seen = day();
		this.#day = this.#seen;
		this.#zone = zone();
	}

	/** Looks too, but cheaply, and so that it may be called while something is being written. */
	glance(): void {
		const now = day();
		if (now === this.#seen) return;
		this.#seen = now;
		queueMicrotask(() => this.look());
	}

	/** Looks every now and then, until the function it returns is called. */
	follow(): () => void {
		this.look();
		const timer = setInterval(() => this.look(), every);
		return () => clearInterval(timer);
	}
}

const every = 15_000;

const zone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function day(now = new Date()): string {
	return `${now.toDateString()} ${now.getTimezoneOffset()}`;
}

export const here = new Here();
