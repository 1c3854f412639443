import { render } from '@testing-library/svelte';
import type { Component } from 'svelte';
import WithSession from './WithSession.svelte';
import { FakeBridge, aConnection } from '$lib/bridge/fake';
import type { Connection } from '$lib/bridge/bridge';
import { Session } from '$lib/chat/session.svelte';

/** A session that has begun, on a bridge with nobody behind it. */
export async function begin(prepare?: (bridge: FakeBridge) => void) {
	const bridge = new FakeBridge();
	prepare?.(bridge);
	const session = new Session(bridge);
	await session.start();
	return { bridge, session };
}

/** The same, registered with a server. */
export async function online(part?: Partial<Connection>) {
	const begun = await begin();
	begun.bridge.emit({ connection: aConnection(part) });
	return begun;
}

/** Draws a component as App.svelte would, with the session in its context. */
export function show(session: Session, component: unknown, props: Record<string, unknown> = {}) {
	return render(WithSession, { session, of: component as Component<Record<string, unknown>>, with: props });
}
