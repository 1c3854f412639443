import { readdirSync, readFileSync } from 'node:fs';

/** The processes that belong to a program, itself first. */
export function family(pid: number): number[] {
	const parents = new Map<number, number>();
	for (const name of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
		try {
			const [, ppid] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
			parents.set(Number(name), Number(ppid));
		} catch {
			// It has ended meanwhile.
		}
	}
	const all = [pid];
	for (const one of all) for (const [child, parent] of parents) if (parent === one) all.push(child);
	return all;
}

/** What the processes of a program have of the memory, in MB, what they share counted in parts (PSS). */
export function memory(pid: number): { all: number; each: Record<string, number> } {
	const each: Record<string, number> = {};
	for (const one of family(pid)) {
		const name = readFileSync(`/proc/${one}/comm`, 'utf8').trim();
		const pss = Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))![1]);
		each[name] = (each[name] ?? 0) + pss / 1000;
	}
	return { all: Object.values(each).reduce((a, b) => a + b, 0), each };
}

export const megabytes = ({ all, each }: ReturnType<typeof memory>) =>
	`${all.toFixed(0)} MB (${Object.entries(each)
		.map(([name, mb]) => `${name} ${mb.toFixed(0)}`)
		.join(', ')})`;
