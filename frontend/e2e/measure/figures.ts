import { loadavg } from 'node:os';

/** The one so many hundredths of the way from the smallest to the largest. */
export function quantile(all: number[], of: number): number {
	const sorted = all.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))];
}

/** A line for the terminal: what, in the middle, late and at worst, and how busy the machine was. */
export function tell(what: string, all: number[], unit = 'ms'): void {
	const [p50, p95, max] = [0.5, 0.95, 1].map((of) => quantile(all, of).toFixed(1));
	say(`${what}: median ${p50} ${unit}, p95 ${p95}, max ${max}, of ${all.length}`);
}

export function say(line: string): void {
	console.log(`\n${line} (load ${loadavg()[0].toFixed(1)})`);
}
