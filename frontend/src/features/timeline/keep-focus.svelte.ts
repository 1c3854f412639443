/**
 * Keeps the cursor in a list: what has it may go, a button that has done its work or a row that is let go, and then the
 * list itself takes it. `drawn` reads all that the list is made of. To be called while a component begins.
 */
export function keepFocus(list: () => HTMLElement | undefined, drawn: () => unknown): void {
	let held = false;

	$effect.pre(() => {
		void drawn();
		held = list()?.contains(document.activeElement) ?? false;
	});

	$effect(() => {
		void drawn();
		if (held && document.activeElement === document.body) list()?.focus({ preventScroll: true });
	});
}
