import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { emoji } from './vite.emoji.ts';

/** Vite's dev server puts styles into the page as text, which the page's own policy forbids: it holds for what is shipped. */
const noPolicyWhileDeveloping: Plugin = {
	name: 'no-policy-while-developing',
	apply: 'serve',
	transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

export default defineConfig({
	plugins: [svelte(), svelteTesting(), emoji, noPolicyWhileDeveloping],
	resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) } },
	build: {
		target: 'safari16', // WebKitGTK 2.38 and later
		cssCodeSplit: false,
		modulePreload: false,
		assetsInlineLimit: 0,
	},
	test: {
		environment: 'jsdom',
		include: ['src/**/*.test.ts'],
		setupFiles: ['src/testing/setup.ts'],
		isolate: false, // a third of the time: setup.ts leaves nothing of one test to the next
		testTimeout: 30_000, // the machine may have other things to do
	},
});
