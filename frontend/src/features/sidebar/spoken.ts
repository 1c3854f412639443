import { many } from '$lib/text/count';
import { t } from '$lib/text/message';

interface More {
	here?: boolean;
	mentions: number;
	unread: number;
	quiet: boolean;
}

/** For ears: what there is of a room besides its name. */
export function spoken(name: string, { here, mentions, unread, quiet }: More): string {
	const pieces = [
		name,
		mentions > 0 && t('sidebar.about.mentions', { n: mentions, many: many(mentions) }),
		unread > 0 && t('sidebar.about.unread', { many: many(unread) }),
		quiet && t('sidebar.about.quiet'),
		here !== undefined && (here ? t('sidebar.about.here') : t('sidebar.about.notHere')),
	];
	return pieces.filter(Boolean).join(', ');
}
