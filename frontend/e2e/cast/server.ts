import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, Program } from './program';

/** A real server on this machine. */
export class Server {
	private constructor(
		readonly program: Program,
		readonly port: number,
		/** What people on this machine connect by. */
		readonly link: string,
		/** The link for the first administrator; empty if the server has had one. */
		readonly first: string,
		readonly data: string,
	) {}

	/** On a free port, or on the one that an earlier server had; with a folder it keeps what is said. */
	static async start(port = 0, data = 'memory', ...flags: string[]): Promise<Server> {
		const folder = mkdtempSync(join(tmpdir(), 'confab-server-'));
		const file = join(folder, 'ready.json');
		const program = new Program(bin + 'confab-server', [
			'-listen',
			`127.0.0.1:${port}`,
			'-name',
			'Lab 3',
			'-data',
			data,
			'-ready-file',
			file,
			...flags,
		]);
		try {
			const ready = JSON.parse(await program.writes(file)) as { port: number; link: string; administrator?: string };
			return new Server(program, ready.port, ready.link, ready.administrator ?? '', data);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}

	get address(): string {
		return `127.0.0.1:${this.port}`;
	}

	/** Runs a command of the program on this server, which has a folder. */
	async command(name: string, ...args: string[]): Promise<void> {
		const program = new Program(bin + 'confab-server', [name, '-data', this.data, ...args]);
		if ((await program.ends()) !== 0) throw new Error(`${name} failed:\n${program.output}`);
	}

	/** Waits for a line of its log. */
	logs(pattern: RegExp): Promise<string> {
		return this.program.prints(pattern);
	}

	/** Waits until somebody has left: by saying so, as everybody should. */
	left(name: string): Promise<string> {
		return this.logs(new RegExp(`msg=left .*name=${name} reason="said (DISCONNECT|quit)"`));
	}

	/** Waits until the connection of somebody who said nothing is gone. */
	lost(name: string): Promise<string> {
		return this.logs(new RegExp(`msg=left .*name=${name} `));
	}

	stop(): Promise<number | string> {
		return this.program.stop();
	}

	kill(): Promise<void> {
		return this.program.kill();
	}
}
