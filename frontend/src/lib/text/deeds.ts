import type { AuditEntry, Sanction } from '$lib/bridge/bridge';
import { say } from './message';
import type { Sentence } from './sentence';
import { moment } from './time';

/** Until when something holds. */
export function until(at: string): Sentence {
	return at ? say('until.at', { at: [moment(at)] }) : say('until.good');
}

/** The reason behind a sentence, if there is one, and what ends it. */
export function because(reason: string): Sentence {
	if (!reason) return say('because.none');
	return /[.!?…]$/u.test(reason) ? say('because.ended', { reason }) : say('because.given', { reason });
}

/** Whoever did something, behind "by". */
export function byWhom(name: string): Sentence {
	return name === 'server' ? say('terminal.by') : [{ said: name }];
}

/** What holds. */
export function sanction(e: Sanction): Sentence {
	const { act, name, address, reason } = e;
	return say('audit.sanction', { whom: name || address, act, until: until(e.until), end: because(reason) });
}

/** What was done. */
export function done(e: AuditEntry): Sentence {
	const { name, address, room } = e;
	const by: Sentence = e.by === 'server' ? say('terminal.front') : [{ said: e.by }];
	if (!isKnown(e.act)) {
		const chosen = name || address || room;
		const whom = chosen ? [{ said: chosen }] : say('audit.theServer');
		return [...say('audit.something', { by, act: e.act, whom }), ...because(e.reason)];
	}
	const role = e.role || (e.act === 'role' ? '' : 'member');
	const whom = name || (e.act === 'redeem' ? e.by : address);
	const said = say(`audit.acts.${e.act}`, { by, name, whom, room, role, until: until(e.until) });
	return [...said, ...because(e.reason)];
}

const known = [
	...(['mute', 'unmute', 'ban', 'unban', 'kick', 'role', 'unregister', 'close', 'open', 'close-room'] as const),
	...(['invite', 'redeem', 'remove'] as const),
];
type Known = (typeof known)[number];

const isKnown = (act: string): act is Known => (known as readonly string[]).includes(act);
