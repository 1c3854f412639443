/** How many characters a text has, as the server counts them. */
export function characters(text: string): number {
	return [...text].length;
}

/** A number, as far as anybody wants to know it. */
export function many(n: number): string {
	return n > 999 ? '999+' : String(n);
}
