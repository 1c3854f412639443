import { problem, type Bridge } from './bridge';

/**
 * Keeps the window on its page. In a desktop window a clicked link or a dropped
 * file would replace the whole app, so every link goes to the system's browser
 * through Go, and what is dropped goes nowhere, except text into a text field.
 * Why a link could not be opened is told to `failed`: a sentence.
 */
export function keepInside(page: Document, bridge: Bridge, failed: (sentence: string) => void): () => void {
	const listeners = new AbortController();
	const options = { capture: true, signal: listeners.signal };

	const click = (event: Event) => {
		const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
		if (!link) return;
		event.preventDefault();
		const right = event instanceof MouseEvent && event.type === 'auxclick' && event.button !== 1;
		const url = link.getAttribute('href')!;
		if (right || !/^https?:/i.test(url)) return; // Go looks closer at what it opens
		bridge.openLink(url).catch((reason) => failed(problem(reason).sentence));
	};
	page.addEventListener('click', click, options);
	page.addEventListener('auxclick', click, options);

	const drop = (event: DragEvent) => {
		// WebKitGTK says of files that they are a list of addresses.
		const files = event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/uri-list') ?? true;
		const field = event.target instanceof Element && event.target.closest('textarea, input') !== null;
		if (files || !field) event.preventDefault();
	};
	page.addEventListener('dragover', drop, options);
	page.addEventListener('drop', drop, options);

	page.addEventListener('submit', (event) => event.preventDefault(), options);
	return () => listeners.abort();
}
