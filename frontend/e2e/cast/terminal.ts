import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Somebody at a terminal with nc, who types CHAT/1.1. */
export class Terminal {
	/** What the server has sent, with every byte of it. */
	received = '';
	closed = false;
	readonly #socket: Socket;

	private constructor(
		readonly name: string,
		socket: Socket,
	) {
		this.#socket = socket;
		socket.setEncoding('utf8');
		socket.on('data', (text: string) => (this.received += text));
		socket.on('close', () => (this.closed = true));
		socket.on('error', () => {}); // shows as closed
	}

	static async register(port: number, name: string): Promise<Terminal> {
		const socket = connect(port, '127.0.0.1');
		await once(socket, 'connect');
		const terminal = new Terminal(name, socket);
		terminal.type(`REGISTER ${name} CHAT/1.1`);
		await terminal.reads('200 Registration successful');
		return terminal;
	}

	/** Types one line and Enter. */
	type(line: string): void {
		this.#socket.write(line + '\n');
	}

	say(text: string): void {
		this.type(`@${this.name}: ${text}`);
	}

	leave(): void {
		this.type('DISCONNECT');
	}

	get lines(): string[] {
		return this.received.split('\n').slice(0, -1);
	}

	/** Waits until this whole line has come. */
	async reads(line: string, within = 10_000): Promise<void> {
		const until = Date.now() + within;
		while (!this.lines.includes(line)) {
			if (Date.now() > until) throw new Error(`${this.name} did not read ${line}, but:\n${this.received}`);
			await new Promise((r) => setTimeout(r, 10));
		}
	}

	hangUp(): void {
		this.#socket.destroy();
	}
}
