import { createRawSnippet } from 'svelte';

/** A snippet of some elements, for what takes one. */
export function elements(html: string) {
	return createRawSnippet(() => ({ render: () => html }));
}
