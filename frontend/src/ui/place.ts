const gap = 4;

/** What a menu belongs to, in the window. */
export type Place = Pick<DOMRect, 'top' | 'bottom' | 'left' | 'right'>;

/**
 * Puts a menu below what it belongs to, or above where there is more room, and keeps it
 * there while things scroll and it grows, until the function it returns is called. The
 * numbers are set from code because no class can know them.
 */
export function place(menu: HTMLElement, where: () => Place): () => void {
	const put = () => {
		const at = where();
		const { width, height } = menu.getBoundingClientRect();
		const below = at.bottom + gap + height <= innerHeight || innerHeight - at.bottom > at.top;
		const top = below ? at.bottom + gap : at.top - gap - height;
		const left = at.left + width <= innerWidth - gap ? at.left : at.right - width;
		menu.style.top = `${clamp(top, innerHeight - height)}px`;
		menu.style.left = `${clamp(left, innerWidth - width)}px`;
	};
	put();
	const size = new ResizeObserver(put);
	size.observe(menu);
	const listeners = new AbortController();
	const { signal } = listeners;
	addEventListener('scroll', put, { capture: true, passive: true, signal });
	addEventListener('resize', put, { signal });
	return () => {
		size.disconnect();
		listeners.abort();
	};
}

const clamp = (at: number, most: number) => Math.max(gap, Math.min(at, most - gap));
