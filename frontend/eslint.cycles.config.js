import path from 'node:path';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

// No file needs, by whatever way, one that needs it: then each can be read and tested from below. To know that, every
// file that is imported has to be read, so this is a pass of its own (npm run lint) beside the rules for one file.
export default ts.config(
	ts.configs.base,
	...svelte.configs.base,
	{ files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
	{
		files: ['src/**'],
		linterOptions: { reportUnusedDisableDirectives: 'off' }, // they are about the other rules
		plugins: { 'import-x': importX },
		settings: {
			'import-x/extensions': ['.ts', '.svelte'],
			'import-x/parsers': {
				'@typescript-eslint/parser': ['.ts'],
				[path.join(import.meta.dirname, 'eslint.components.cjs')]: ['.svelte'],
			},
			'import-x/resolver-next': [
				createNodeResolver({
					extensions: ['.ts', '.svelte', '.js'],
					alias: { $lib: [path.join(import.meta.dirname, 'src/lib')] },
				}),
			],
		},
		rules: { 'import-x/no-cycle': 'error' },
	},
);
