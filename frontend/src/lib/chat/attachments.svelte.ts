import { problem, type Attached, type Attachment, type Bridge, type File } from '$lib/bridge/bridge';
import { t } from '$lib/text/message';

/** The server's limit for one message: MaxFiles of server/wire. */
export const mostFiles = 10;

/** Something that will be sent, and what its sender says of it. */
export interface Entry extends Attachment {
	/** What is on a picture. */
	alt: string;
	/** With all that the file says besides, such as where a picture was taken. */
	asIs: boolean;
}

/** The files that a message will bring, in their order. Go has them under their handles. */
export class Attachments {
	#bridge: Bridge;
	#entries = $state.raw<Entry[]>([]);
	#busy = $state(0);
	#error = $state('');
	#life = 0; // of another person's window nothing is added to this one

	constructor(bridge: Bridge) {
		this.#bridge = bridge;
	}

	get entries(): Entry[] {
		return this.#entries;
	}

	/** Go looks at what was picked or pasted. */
	get busy(): boolean {
		return this.#busy > 0;
	}

	/** Why there is nothing to be had of what was picked or pasted: a sentence, or empty. */
	get error(): string {
		return this.#error;
	}

	/** Whether all of them can be sent. */
	get sendable(): boolean {
		return this.#busy === 0 && this.#entries.every((e) => !e.problem);
	}

	/** Says why they cannot be sent. */
	explain(): void {
		if (!this.busy) this.#error = t('attachments.blocked');
	}

	/** Takes what Go has found, as far as it goes into one message. */
	add(found: Attachment[]): void {
		const fits = found.slice(0, Math.max(0, mostFiles - this.#entries.length));
		this.#entries = [...this.#entries, ...fits.map((a) => ({ alt: '', asIs: false, ...a }))];
		const rest = found.slice(fits.length);
		this.#error = rest.length > 0 ? t('attachments.tooMany', { most: mostFiles, n: rest.length }) : '';
		this.forget(rest);
	}

	/** Waits for what Go finds, and takes it. Never rejects. */
	async await(found: Promise<Attachment[]>): Promise<void> {
		const life = this.#life;
		this.#busy++;
		this.#error = '';
		try {
			const all = await found;
			if (life === this.#life) this.add(all);
			else this.forget(all);
		} catch (reason) {
			this.#error = problem(reason).sentence;
		}
		this.#busy--;
	}

	change(handle: string, part: Partial<Pick<Entry, 'name' | 'alt' | 'asIs'>>): void {
		this.#entries = this.#entries.map((e) => (e.handle === handle ? { ...e, ...part } : e));
	}

	/** Moves one to a place among the others. */
	move(handle: string, to: number): void {
		const entry = this.#entries.find((e) => e.handle === handle);
		if (!entry) return;
		const others = this.#entries.filter((e) => e !== entry);
		this.#entries = others.toSpliced(Math.max(0, Math.min(to, others.length)), 0, entry);
	}

	remove(handle: string): void {
		this.#error = '';
		this.forget(this.#entries.filter((e) => e.handle === handle));
		this.#entries = this.#entries.filter((e) => e.handle !== handle);
	}

	/** Gives them away, to be sent. */
	take(): Entry[] {
		const entries = this.#entries;
		this.#entries = [];
		this.#error = '';
		return entries;
	}

	/** Puts those of a message that was not sent back, before the others. */
	restore(entries: Entry[]): void {
		const others = this.#entries;
		this.#entries = entries;
		this.add(others);
	}

	/** Another person's window begins. Go forgets its handles by itself. */
	clear(): void {
		this.#life++;
		this.#entries = [];
		this.#error = '';
	}

	/** Tells Go that they will not be sent. */
	forget(attachments: Attachment[]): void {
		if (attachments.length > 0) this.#bridge.detach(attachments.map((a) => a.handle)).catch(() => {});
	}
}

/** As a message takes it. */
export function attached({ handle, name, alt, asIs }: Entry): Attached {
	return { handle, name, ...(alt && { alt }), ...(asIs && { as_is: true }) };
}

/** As the message shows it until the server has it. */
export function waitingFile({ name, size, type, picture, width, height, alt }: Entry): File {
	return { hash: '', size, name, type, alt, ...(picture && { width, height }) };
}
