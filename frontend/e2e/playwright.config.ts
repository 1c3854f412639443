import { defineConfig } from '@playwright/test';
import { size } from './cast/window';
import { chromium } from './chromium';

/**
 * `chromium`: the production page in a browser, with the App behind it in a
 * process of its own (build/bin/window-host), and a real server.
 * `native`: the program as it is released, in a real window.
 * `measure`: how fast and how large that is, see measure/README.md; it is no part of build/test.
 */
export default defineConfig({
	testDir: '.',
	// In a log a point for each story, and at its end what failed: a log that is cut short still says it.
	reporter: process.stdout.isTTY ? 'line' : 'dot',
	forbidOnly: !!process.env.CI,
	timeout: 60_000,
	expect: { timeout: 10_000 },
	fullyParallel: true,
	workers: 2,
	projects: [
		{
			name: 'chromium',
			testDir: 'stories',
			outputDir: '../test-results/chromium',
			use: {
				viewport: size,
				locale: 'en-GB',
				timezoneId: 'UTC',
				launchOptions: {
					executablePath: chromium(),
					args: [
						...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
						'--disable-gpu',
						'--disable-background-networking',
						'--disable-component-update',
						'--disable-sync',
						'--no-first-run',
					],
				},
			},
		},
		// One display, so one after the other.
		{
			name: 'native',
			testDir: 'native',
			outputDir: '../test-results/native',
			fullyParallel: false,
			workers: 1,
		},
		{
			name: 'measure',
			testDir: 'measure',
			outputDir: '../test-results/measure',
			timeout: 600_000,
			fullyParallel: false,
			workers: 1,
		},
	],
});
