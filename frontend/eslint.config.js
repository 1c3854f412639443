import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// A script that slips into this page reaches every bound Go method. So nothing
// here makes HTML from text, opens a connection, or leaves the page: Go does
// that, through lib/bridge.
const throughTheBridge = 'Go does this: see lib/bridge.';
const neverHTML = 'Text is never HTML here: let Svelte make the elements.';

export default ts.config(
	{ ignores: ['dist/', 'wailsjs/', 'node_modules/', 'e2e/pictures/', 'test-results/', 'playwright-report/'] },
	...ts.configs.recommended,
	...svelte.configs.recommended,
	...svelte.configs.prettier,
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
	},
	{
		rules: {
			'no-undef': 'off', // TypeScript knows better
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			'svelte/no-navigation-without-resolve': 'off', // SvelteKit's
			'svelte/prefer-svelte-reactivity': 'off', // our state is $state.raw, replaced as a whole
		},
	},
	{
		files: ['src/**'],
		rules: {
			'no-eval': 'error',
			'no-new-func': 'error',
			'svelte/no-at-html-tags': 'error',
			'svelte/no-inline-styles': 'error',
			'no-restricted-globals': [
				'error',
				...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'localStorage', 'sessionStorage', 'open'].map(
					(name) => ({ name, message: throughTheBridge }),
				),
			],
			'no-restricted-properties': [
				'error',
				{ object: 'navigator', property: 'clipboard', message: throughTheBridge },
				{ object: 'window', property: 'open', message: throughTheBridge },
				{ object: 'window', property: 'fetch', message: throughTheBridge },
				{ object: 'window', property: 'location', message: throughTheBridge },
				{ object: 'document', property: 'write', message: neverHTML },
				...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'].map((property) => ({
					property,
					message: neverHTML,
				})),
			],
			'no-restricted-syntax': [
				'error',
				{ selector: "MemberExpression[property.name='createContextualFragment']", message: neverHTML },
				{ selector: "NewExpression[callee.name='DOMParser']", message: neverHTML },
				{
					selector: "TSAsExpression > TSAsExpression[typeAnnotation.type='TSUnknownKeyword']",
					message: "Types are what they are: Go's are in lib/bridge/models.ts.",
				},
			],
		},
	},
	{
		// Go serves the page how a file begins; nothing else is fetched.
		files: ['src/lib/bridge/beginning.ts'],
		rules: { 'no-restricted-globals': 'off' },
	},
	{
		// Only the bridge knows Wails.
		files: ['src/**'],
		ignores: ['src/lib/bridge/wails.ts'],
		rules: {
			'no-restricted-imports': ['error', { patterns: [{ group: ['**/wailsjs/**'], message: throughTheBridge }] }],
		},
	},
);
