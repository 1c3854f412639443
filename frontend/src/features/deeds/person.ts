import { blocking } from './blocking';
import { about } from './deeds';
import { canMessage, message } from '$lib/chat/direct';
import type { Session } from '$lib/chat/session.svelte';
import { t } from '$lib/text/message';
import type { MenuItem } from '../../ui/Menu.svelte';

/** What one may do about somebody: write to them alone, first of all. */
export function aboutPerson(session: Session, name: string, guest: boolean): MenuItem[] {
	const deeds = [
		...blocking(session, name, guest),
		...about(session, name, guest).map((item, i) => (i === 0 ? { ...item, apart: true } : item)),
	];
	if (!canMessage(session, name)) return deeds.map((item, i) => (i === 0 ? { ...item, apart: false } : item));
	const onselect = () => {
		session.dialogs.close();
		session.trouble.watch(message(session, name));
	};
	return [{ label: t('sidebar.message'), onselect }, ...deeds];
}
