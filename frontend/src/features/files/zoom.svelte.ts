import type { File } from '$lib/bridge/bridge';
import { dimensions } from '$lib/text/files';

const step = 80; // px that an arrow key scrolls
const steps = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8]; // of a picture's own size

/** How large a picture is shown: as large as its place, but no larger than it is, or by a step. */
export class Zoom {
	#scale = $state(0); // 0 fits it in
	#fits = $state(1); // the scale at which it fits

	/** Whether it may be larger than its place. */
	get isLarge(): boolean {
		return this.#scale > this.#fits;
	}

	/** In percent of its own size. */
	get percent(): number {
		return Math.round((this.#scale || this.#fits) * 100);
	}

	fit(): void {
		this.#scale = 0;
	}

	by(direction: 1 | -1): void {
		const now = this.#scale || this.#fits;
		const next = direction > 0 ? steps.find((s) => s > now + 0.001) : steps.findLast((s) => s < now - 0.001);
		// Smaller than its place it need not be.
		if (next !== undefined) this.#scale = next <= this.#fits && direction < 0 ? 0 : next;
	}

	/** Between fitting in and its own size. */
	toggle(): void {
		this.#scale = this.#scale ? 0 : Math.max(1, this.#fits);
	}

	/** Goes so many steps across and down, where the picture is larger than its place. */
	scroll(across: number, down: number): void {
		this.#element?.scrollBy({ left: across * step, top: down * step });
	}

	#element: HTMLElement | undefined;
	#place = $state.raw({ width: 0, height: 0 });

	/** For {@attach}: where the picture is. */
	place = (place: HTMLElement) => {
		this.#element = place;
		const measure = () => {
			const { clientWidth: width, clientHeight: height } = place;
			// Of a picture that is larger, bars take some of it.
			if (!this.isLarge) this.#place = { width, height };
		};
		const sizes = new ResizeObserver(measure);
		sizes.observe(place);
		return () => sizes.disconnect();
	};

	/** For {@attach}: the picture. Its size is set from code, as no class can know it. */
	picture = (file: Pick<File, 'width' | 'height'>) => (picture: HTMLElement) => {
		const { width, height } = dimensions(file) ?? { width: 1, height: 1 };
		const place = this.#place;
		this.#fits = Math.min(1, place.width / width, place.height / height) || 1;
		const scale = this.#scale || this.#fits;
		picture.style.width = `${Math.max(1, width * scale)}px`;
		picture.style.height = `${Math.max(1, height * scale)}px`;
	};
}
