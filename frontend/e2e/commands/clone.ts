import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program } from '../cast/program';

const top = fileURLToPath(new URL('../../..', import.meta.url));

/** A clone of this repository, as somebody has it who has just come, beside the packages from elsewhere that are here already. */
export class Clone {
	readonly #programs: Program[] = [];

	private constructor(readonly folder: string) {}

	static make(): Clone {
		const clone = new Clone(join(realpathSync(mkdtempSync(join(tmpdir(), 'confab-clone-'))), 'confab'));
		// The tree may belong to somebody else.
		execFileSync('git', ['-c', 'safe.directory=*', 'clone', '--quiet', top, clone.folder], { stdio: 'pipe' });
		const modules = ['frontend/node_modules', clone.folder + '/frontend/node_modules'];
		try {
			execFileSync('cp', ['-al', ...modules], { cwd: top, stdio: 'pipe' });
		} catch {
			// Another disk: a link cannot lead there.
			rmSync(modules[1], { recursive: true, force: true });
			execFileSync('cp', ['-a', ...modules], { cwd: top });
		}
		// Wails installs them when this is not what it was.
		const list = readFileSync(clone.folder + '/frontend/package.json');
		writeFileSync(clone.folder + '/frontend/package.json.md5', createHash('md5').update(list).digest('hex'));
		return clone;
	}

	/** Starts a command as a terminal does, in a process group of its own. */
	start(command: string[], env: Record<string, string> = {}): Program {
		const { CONFAB_PACKAGES_ARE_HERE: here } = process.env;
		const program = new Program(
			'/usr/bin/env',
			['--chdir=' + this.folder, 'setsid', ...command],
			here ? { ...env, CONFAB_PACKAGES_ARE_HERE: here } : env,
		);
		this.#programs.push(program);
		return program;
	}

	/** What differs from what was cloned. */
	changes(): string {
		return execFileSync('git', ['status', '--porcelain'], { cwd: this.folder, encoding: 'utf8' });
	}

	/** The processes that run in it, each with its command line. */
	processes(): Map<number, string> {
		const found = new Map<number, string>();
		for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
			try {
				const at = readlinkSync(`/proc/${pid}/cwd`);
				if (at !== this.folder && !at.startsWith(this.folder + '/')) continue;
				found.set(Number(pid), readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim());
			} catch {
				// It has ended meanwhile.
			}
		}
		return found;
	}

	/** Waits for the process whose command line matches: what has just been started is still the shell. */
	async process(pattern: RegExp): Promise<number> {
		for (const until = Date.now() + 10_000; ; await new Promise((r) => setTimeout(r, 20))) {
			const found = [...this.processes()].find(([, line]) => pattern.test(line));
			if (found) return found[0];
			if (Date.now() > until) {
				throw new Error(`${pattern} does not run, but:\n${[...this.processes().values()].join('\n')}`);
			}
		}
	}

	/** Whatever is still there is gone after this. */
	async remove(): Promise<void> {
		for (const pid of this.processes().keys()) {
			try {
				process.kill(pid, 'SIGKILL');
			} catch {
				// It has ended meanwhile.
			}
		}
		for (const program of this.#programs) await program.kill();
		rmSync(join(this.folder, '..'), { recursive: true, force: true });
	}
}

/** Ctrl-C in the terminal of a command: a signal to all of its process group. */
export function ctrlC(program: Program): void {
	process.kill(-program.pid, 'SIGINT');
}
