import { existsSync } from 'node:fs';

/** The system's Chromium, by the list in build/setup; undefined is the one that Playwright has fetched. */
export function chromium(): string | undefined {
	return [
		'/usr/bin/chromium-headless-shell',
		'/usr/bin/chromium',
		'/usr/bin/google-chrome',
		'/usr/bin/google-chrome-stable',
	].find((path) => existsSync(path));
}
