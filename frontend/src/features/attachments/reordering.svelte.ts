import type { Attachments } from '$lib/chat/attachments.svelte';

/** Moves an entry of a list with the pointer: it goes where the pointer is. */
export class Reordering {
	#attachments: () => Attachments;
	#handle = $state('');

	constructor(attachments: () => Attachments) {
		this.#attachments = attachments;
	}

	/** Of the entry that is being moved, or empty. */
	get handle(): string {
		return this.#handle;
	}

	/** For {@attach}: what an entry is taken by. */
	grip = (handle: string) => (grip: HTMLElement) => {
		const listeners = new AbortController();
		const { signal } = listeners;
		const over = () => (this.#handle = '');
		grip.addEventListener(
			'pointerdown',
			(event) => {
				event.preventDefault(); // it would mark text
				grip.setPointerCapture?.(event.pointerId);
				this.#handle = handle;
			},
			{ signal },
		);
		grip.addEventListener('pointermove', (event) => this.#follow(grip, event.clientY), { signal });
		grip.addEventListener('pointerup', over, { signal });
		grip.addEventListener('pointercancel', over, { signal });
		return () => listeners.abort();
	};

	#follow(grip: HTMLElement, y: number): void {
		if (!this.#handle) return;
		const all = [...(grip.closest('ul')?.querySelectorAll<HTMLElement>('[data-handle]') ?? [])];
		const at = all.findIndex((entry) => {
			const { top, bottom } = entry.getBoundingClientRect();
			return y >= top && y < bottom;
		});
		if (at >= 0 && all[at].dataset.handle !== this.#handle) this.#attachments().move(this.#handle, at);
	}
}
