import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A network cable between a window and the server, which a test can pull and plug in again. */
export class Cable {
	readonly #ends = new Set<Socket>();
	#near: Server | undefined;
	#port = 0;

	private constructor(readonly target: number) {}

	/** Lays a cable to the port. */
	static async to(target: number): Promise<Cable> {
		const cable = new Cable(target);
		await cable.plug();
		return cable;
	}

	/** What a window connects to in place of the server's own address. */
	get address(): string {
		return `127.0.0.1:${this.#port}`;
	}

	async plug(): Promise<void> {
		this.#near = createServer((near) => this.#join(near, connect(this.target, '127.0.0.1')));
		this.#near.listen(this.#port, '127.0.0.1');
		await once(this.#near, 'listening');
		this.#port = (this.#near.address() as AddressInfo).port;
	}

	/** What is connected is gone at once, and nobody answers any more. */
	pull(): void {
		this.#near?.close();
		for (const end of this.#ends) end.resetAndDestroy();
	}

	#join(near: Socket, far: Socket): void {
		for (const [end, other] of [
			[near, far],
			[far, near],
		] as const) {
			this.#ends.add(end);
			end.pipe(other);
			end.on('error', () => {});
			end.on('close', () => {
				this.#ends.delete(end);
				other.destroy();
			});
		}
	}
}
