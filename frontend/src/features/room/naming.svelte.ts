import { asRoom, canBeRoom } from '$lib/text/room-name';
import { t } from '$lib/text/message';

/** The name of a room as it is being typed. */
export class Naming {
	typed = $state('');
	#tried = $state(false);

	/** What it comes to: nobody has to know that it cannot have capitals. */
	get name(): string {
		return asRoom(this.typed);
	}

	/** What is wrong with it, once somebody has tried to go on with it; or empty. */
	get error(): string {
		if (!this.#tried || canBeRoom(this.name)) return '';
		return this.name === '' ? t('newRoom.noName') : t('newRoom.badName');
	}

	/** Whether one can go on with it; from now on it says why not. */
	check(): boolean {
		this.#tried = true;
		return this.error === '';
	}
}
