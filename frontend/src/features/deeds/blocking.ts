import type { Session } from '$lib/chat/session.svelte';
import { t } from '$lib/text/message';
import { sameName } from '$lib/text/names';
import type { MenuItem } from '../../ui/Menu.svelte';

/** The way to block somebody, or to end that; `named` says whom, where the menu does not. */
export function blocking(session: Session, name: string, guest: boolean, named = false): MenuItem[] {
	const { blocks, connection, trouble } = session;
	if (name === '' || sameName(name, connection.you)) return [];
	const apart = !named;
	if (blocks.has(name, guest)) {
		const onselect = () => void trouble.watch(blocks.unblock(name));
		return [{ label: named ? t('people.unblockName', { name }) : t('people.unblock'), apart, onselect }];
	}
	const onselect = () => void trouble.watch(blocks.block(name));
	return [{ label: named ? t('people.blockName', { name }) : t('people.block'), apart, danger: true, onselect }];
}
