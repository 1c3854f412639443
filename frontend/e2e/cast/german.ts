import type { Page } from '@playwright/test';
import * as dialogs from './dialogs';
import * as found from './found';
import { chat, connect, offline, type Scene } from './stage';

// Scenes in German, whose words are longer.

function german(scene: Scene, act?: Scene['act']): Scene {
	const { snapshot } = scene;
	return { ...scene, snapshot: { ...snapshot, settings: { ...snapshot.settings, language: 'de' } }, act };
}

const press = (key: string, dialog: string) => async (page: Page) => {
	await page.keyboard.press(key);
	await page.getByRole('dialog', { name: dialog }).waitFor();
};

const me = (item: string) => async (page: Page) => {
	const show = page.getByRole('button', { name: 'Räume und Personen einblenden' });
	if (await show.isVisible()) await show.click();
	await page
		.getByRole('complementary')
		.getByRole('button', { name: /^alice/ })
		.click();
	await page.getByRole('menuitem', { name: item }).click();
	await page.getByRole('dialog').waitFor();
};

export const scenes: Record<string, Scene> = {
	'connect in German': german(connect),
	"can't see your server in German": german(
		found.scenes['servers found'],
		found.diagnose('Fehlt dein Server?', 'Prüfen'),
	),
	'share in German': german(dialogs.scenes.share, me('Diesen Server teilen …')),
	'offline in German': german(offline),
	'settings in German': german(chat, press('Control+,', 'Einstellungen')),
	'keys in German': german(chat, press('Control+/', 'Tastenkürzel')),
	'devices in German': german(dialogs.scenes.devices, me('Meine Geräte …')),
	'audit in German': german(dialogs.scenes.audit, me('Moderation …')),
};
