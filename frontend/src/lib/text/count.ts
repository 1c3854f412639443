/** How many characters a text has, as the server counts them. */
export function characters(text: string): number {
	return [...text].length;
}
