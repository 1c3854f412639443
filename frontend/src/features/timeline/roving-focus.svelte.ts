import { tick } from 'svelte';
import type { Row } from '$lib/chat/room.svelte';

/**
 * Which message one can act on: the one that is pointed at or was gone to by
 * keyboard, or else the newest. It alone has buttons, so that hundreds of
 * messages are one stop of the Tab key.
 */
export class RovingFocus {
	#rows: () => Row[];
	#at = $state('');
	#list: HTMLElement | undefined;

	/** Of the rows that one may act on, in their order. */
	constructor(rows: () => Row[]) {
		this.#rows = rows;
	}

	readonly key = $derived.by(() => {
		const rows = this.#rows();
		return (rows.find((r) => r.key === this.#at) ?? rows.at(-1))?.key;
	});

	/** For {@attach}: the list in which the buttons are. */
	attach = (list: HTMLElement) => {
		this.#list = list;
		return () => (this.#list = undefined);
	};

	/** Somebody points at a message. Where the keyboard is at work, or something is open, that says nothing. */
	point(row: Row): void {
		if (!this.#bar()?.querySelector('[aria-expanded=true], :focus-visible')) this.#at = row.key;
	}

	/** Whether it can be the one. */
	has(row: Row): boolean {
		return this.#rows().some((r) => r.key === row.key);
	}

	/** Goes so many messages up or down, and to the first or last by infinity; the cursor goes along. */
	async move(by: number): Promise<void> {
		const rows = this.#rows();
		const from = rows.findIndex((r) => r.key === this.key);
		const to = rows[Math.max(0, Math.min(from + by, rows.length - 1))];
		if (!to) return;
		this.#at = to.key;
		await tick();
		this.#button()?.focus();
	}

	/** Goes to the next (1) or previous (-1) of what can be pressed at this message, round and round. */
	across(from: EventTarget | null, by: -1 | 1): void {
		const message = this.#bar()?.closest('.message');
		const all = [...(message?.querySelectorAll<HTMLElement>('[data-across]') ?? [])];
		const at = all.indexOf(from as HTMLElement);
		if (at >= 0) all.at((at + by) % all.length)?.focus();
	}

	/** Whether something is one of the buttons. */
	owns(target: EventTarget | null): boolean {
		return target instanceof Element && target.matches('[data-across]') && (this.#list?.contains(target) ?? false);
	}

	/** The cursor is on it, or its menu was asked for: it stays with this message, whatever is said. */
	hold(row: Row): void {
		this.#at = row.key;
	}

	#bar(): HTMLElement | null | undefined {
		return this.#list?.querySelector<HTMLElement>('.tools');
	}

	#button(): HTMLElement | null | undefined {
		return this.#bar()?.querySelector<HTMLElement>('[aria-haspopup=menu]');
	}
}
