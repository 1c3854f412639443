import type { File } from '$lib/bridge/bridge';
import { dimensions, tintOf } from '$lib/text/files';

const most = { width: 420, height: 300 }; // px of a picture that is alone
const least = 48; // px: smaller ones could not be pressed
const narrowest = 1 / 4; // of its sides: a longer strip is shown with bars beside it

/** How large the place of a picture is, so that its sides fit and nothing moves when it comes. */
export function placeOf(file: Pick<File, 'width' | 'height'>): { width: number; ratio: number } {
	const { width, height } = dimensions(file) ?? { width: most.width, height: most.height };
	const ratio = Math.max(narrowest, Math.min(width / height, 1 / narrowest));
	const fits = Math.min(width, most.width, most.height * ratio);
	return { width: Math.round(Math.max(least, least * ratio, fits)), ratio };
}

/** For {@attach}: gives a picture's place its colour and, if it is alone, its size. No class can know these numbers. */
export function framed(file: File, alone: boolean) {
	return (frame: HTMLElement) => {
		frame.style.backgroundColor = tintOf(file) ?? '';
		if (!alone) return;
		const { width, ratio } = placeOf(file);
		frame.style.width = `${width}px`;
		frame.style.aspectRatio = String(ratio);
	};
}
