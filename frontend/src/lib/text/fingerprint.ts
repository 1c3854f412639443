/** As many letters of a fingerprint as one compares at a glance. */
export function short(id: string): string {
	return id.slice(0, 8);
}

/** The whole of it, in groups of four, which the eye does not lose itself in. */
export function inFours(id: string): string {
	return id.match(/.{1,4}/gsu)?.join(' ') ?? '';
}
