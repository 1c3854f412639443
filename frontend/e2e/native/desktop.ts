import { fileURLToPath } from 'node:url';
import { Program } from '../cast/program';

interface Note {
	number: number;
	title: string;
	body: string;
}

/** What a desktop has around its windows: a place for notifications, and one for icons. */
export class Desktop {
	private constructor(readonly program: Program) {}

	static async start(): Promise<Desktop> {
		const script = fileURLToPath(new URL('desktop.py', import.meta.url));
		// The system's Python, because the bindings to D-Bus are the system's too.
		const desktop = new Desktop(new Program('/usr/bin/python3', [script]));
		await desktop.program.prints(/^ready$/m);
		return desktop;
	}

	/** Every notification so far, those too that a later one has taken the place of. */
	get notes(): Note[] {
		return [...this.program.output.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line) as Note);
	}

	/** Waits for a notification, and gives it. */
	async shows(body: string): Promise<Note> {
		for (const until = Date.now() + 10_000; ; await new Promise((r) => setTimeout(r, 20))) {
			const note = this.notes.findLast((n) => n.body === body);
			if (note) return note;
			if (Date.now() > until) throw new Error(`There is no notification "${body}", but:\n${this.program.output}`);
		}
	}

	click({ number }: Note): void {
		this.program.type(`${number}\n`);
	}
}
