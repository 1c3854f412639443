import { problem, type Bridge, type Settings as Kept } from '$lib/bridge/bridge';
import { SerialQueue } from './serial-queue';
import { speak } from '$lib/text/language.svelte';

const atFirst: Kept = {
	theme: 'system',
	textSize: 100,
	enter: 'send',
	language: 'system',
	notify: 'mentions',
	doNotDisturb: false,
	autostart: false,
	tray: false,
	keepAll: false,
	emoji: [],
	name: '',
	servers: [],
};

/** The sizes that text can have, in percent. */
export const textSizes = [80, 90, 100, 110, 125, 150, 175, 200];

const mostEmoji = 8;

/** What the page does itself: it holds until the window closes, even if Go cannot keep it. */
const byPage: ReadonlySet<string> = new Set<keyof Kept>(['theme', 'textSize', 'enter', 'language', 'emoji']);

/** How this person wants the window to be. */
export class Settings {
	#bridge: Bridge;
	#now = $state.raw(atFirst);
	#failed = $state('');
	#saves = 0;
	#calls = new SerialQueue();

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
		speak(this.#now.language);
	}

	get now(): Kept {
		return this.#now;
	}

	/** Why the last ones could not be kept: a sentence, or empty. */
	get failed(): string {
		return this.#failed;
	}

	/** Takes what Go knows already. */
	remember(part: Partial<Kept>): void {
		this.#take({ ...this.#now, ...part });
	}

	/** Takes what the person wants: it holds at once. Never rejects: `failed` says so. */
	async save(part: Partial<Kept>): Promise<void> {
		const before = this.#now;
		this.#take({ ...before, ...part });
		const mine = ++this.#saves;
		this.#failed = '';
		try {
			await this.#calls.take(() => this.#bridge.saveSettings(this.#now));
		} catch (reason) {
			if (mine !== this.#saves) return; // what came later has all of this in it
			this.#failed = problem(reason).sentence;
			const back = Object.entries(before).filter(([key]) => key in part && !byPage.has(key));
			this.#take({ ...this.#now, ...Object.fromEntries(back) });
		}
	}

	/** Makes the text a step larger (1) or smaller (-1), if there is one. */
	resize(by: 1 | -1): void {
		const now = this.#now.textSize;
		const next = by > 0 ? textSizes.find((size) => size > now) : textSizes.findLast((size) => size < now);
		if (next) void this.save({ textSize: next });
	}

	/** Somebody has used an emoji: next time it is at hand. */
	used(emoji: string): void {
		void this.save({ emoji: [emoji, ...this.#now.emoji.filter((e) => e !== emoji)].slice(0, mostEmoji) });
	}

	#take(next: Kept): void {
		this.#now = next;
		speak(next.language);
	}

	/** The sentence has been read. */
	noted(): void {
		this.#failed = '';
	}
}
