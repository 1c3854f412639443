import { defineConfig } from '@playwright/test';

/** The commands that the README begins with, each in a clone of its own: build/test runs them as a step. */
export default defineConfig({
	testDir: '.',
	outputDir: '../../test-results/commands',
	reporter: process.stdout.isTTY ? 'line' : 'dot',
	forbidOnly: !!process.env.CI,
	timeout: 600_000, // with nothing compiled yet
	expect: { timeout: 20_000 },
	use: { actionTimeout: 30_000 },
	workers: 1, // there is one display
});
