import type * as bridge from '$lib/bridge/bridge';
import { sentenceOf } from '$lib/text/problem';

const nowhere: bridge.Connection = {
	state: 'idle',
	address: '',
	you: '',
	since: '',
	retryAt: '',
	waiting: 0,
	reason: null,
	server: '',
	serverKey: '',
	verified: false,
	guest: false,
	role: '',
	muted: false,
	mutedUntil: '',
	mutedReason: '',
	line: 0,
};

/** How many bytes of a line a server takes that has not said so: what most take, and none takes more. */
const usualLine = 64 * 1024;

/** How this window stands with its server, as Go said it last. */
export class Connection {
	#now = $state.raw(nowhere);
	#entered = $state(false);
	#back = $state(false);

	apply(next: bridge.Connection): void {
		const before = this.#now.state;
		if (next.state === 'idle') this.#entered = false;
		if (next.state === 'online' && before !== 'online') this.#back = this.#entered;
		if (next.state !== 'online') this.#back = false;
		if (next.state !== 'idle' && next.state !== 'connecting') this.#entered = true;
		this.#now = next;
	}

	get state() {
		return this.#now.state;
	}
	get address() {
		return this.#now.address;
	}
	get you() {
		return this.#now.you;
	}
	get since() {
		return this.#now.since;
	}
	get retryAt() {
		return this.#now.retryAt;
	}
	get waiting() {
		return this.#now.waiting;
	}
	/** How many bytes the server takes in one request. */
	get line() {
		return this.#now.line || usualLine;
	}
	/** Why it stands so: a sentence, or empty. */
	get reason(): string {
		return sentenceOf(this.#now.reason);
	}
	/** What a program decides by of that, or empty. */
	get code(): string {
		return this.#now.reason?.code ?? '';
	}

	/** How it stands, for whoever reads it: `otherKey` if it is this window that will not go in. */
	get standing(): bridge.State | 'otherKey' {
		return this.#now.state === 'refused' && this.code === 'key-changed' ? 'otherKey' : this.#now.state;
	}

	/** What the server is called: its name, or its address while that is not known. */
	get server() {
		return this.#now.server || this.#now.address;
	}
	get serverKey() {
		return this.#now.serverKey;
	}
	get verified() {
		return this.#now.verified;
	}
	/**
	 * Whether `serverKey` is the key of the server that one is at, or was until the connection was lost.
	 * While one is let in anew, or is not, another one may be there.
	 */
	get keyHolds(): boolean {
		const { state, serverKey } = this.#now;
		return serverKey !== '' && (state === 'online' || state === 'offline' || state === 'shutdown');
	}
	get guest() {
		return this.#now.guest;
	}
	get role() {
		return this.#now.role;
	}
	get muted() {
		return this.#now.muted;
	}
	get mutedUntil() {
		return this.#now.mutedUntil;
	}
	get mutedReason() {
		return this.#now.mutedReason;
	}

	/** Whether one may act on others. */
	get moderates(): boolean {
		return this.#now.role === 'moderator' || this.#now.role === 'administrator';
	}

	/** Whether there is a chat to show: it was entered once, and not left since. */
	get entered(): boolean {
		return this.#entered;
	}

	/** Whether the connection was lost and is here again, and nobody has taken note of it. */
	get back(): boolean {
		return this.#back;
	}

	/** The person has had time to see that it is back. */
	noted(): void {
		this.#back = false;
	}
}
