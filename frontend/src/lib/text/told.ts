import type { RowKind } from '$lib/bridge/bridge';
import type { Sentence } from './sentence';
import { who } from './listed';
import { hasText, say } from './message';
import type en from './messages/en.json';

interface Happened {
	kind: RowKind;
	from: string;
	name?: string;
	topic?: string;
	off?: boolean;
}

/** What happened between two messages, as sentences: one for all who came, one for all who went, each where the first of them did. */
export function told(rows: Happened[]): Sentence[] {
	const together = new Set<RowKind>();
	return rows.flatMap((row) => {
		if (row.kind !== 'join' && row.kind !== 'leave') return [one(row)];
		if (together.has(row.kind)) return [];
		together.add(row.kind);
		const names = [...new Set(rows.filter((r) => r.kind === row.kind).map((r) => r.from))];
		const n = names.length;
		return [
			row.kind === 'join'
				? say('timeline.joined', { who: who(names), n })
				: say('timeline.left', { who: who(names), n }),
		];
	});
}

/** What the catalogs have words for, and nothing else is to be said of. */
type Did = keyof (typeof en)['timeline']['did'];
const isDid = (kind: string): kind is Did => hasText(`timeline.did.${kind}`);

function one({ kind, from, name, topic, off }: Happened): Sentence {
	if (isDid(kind)) return say(`timeline.did.${kind}`, { name: from, off: String(off ?? false) });
	if (kind === 'open') {
		return topic ? say('timeline.openedFor', { name: from, topic }) : say('timeline.opened', { name: from });
	}
	if (kind === 'invite') return say('timeline.invited', { name: from, whom: name ?? '' });
	return topic ? say('timeline.topic', { name: from, topic }) : say('timeline.topicRemoved', { name: from });
}
