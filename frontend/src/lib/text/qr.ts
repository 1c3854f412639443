/** How many modules have to stay light around a QR code (ISO/IEC 18004). */
export const quiet = 4;

/** The dark modules of a QR code as one path, a rectangle for each run of them, with the quiet zone before it. */
export function qrPath(rows: string[]): string {
	return rows
		.flatMap((row, y) =>
			Array.from(row.matchAll(/1+/g), ({ index, 0: run }) => {
				const long = run.length;
				return `M${index + quiet} ${y + quiet}h${long}v1h-${long}z`;
			}),
		)
		.join('');
}
