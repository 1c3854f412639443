import type { Finding } from '$lib/bridge/bridge';
import { format, hasText, t } from './message';

/** The words for what Go has found out about this machine's networks or a server. */
export function finding({ code, params = {} }: Finding): string {
	const key = `doctor.${code}`;
	return hasText(key) ? format(key, params) : t('problems.unknown', { code });
}
