// A parser that sees of a component only its scripts: what they import is all that eslint.cycles.config.js asks for,
// and its rule does not look for that in an element.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the rule loads it so
const ts = require('@typescript-eslint/parser');

const scripts = /(<script\b[^>]*>)([^]*?)<\/script>/g;

exports.parseForESLint = (text, options) => {
	const code = Array.from(text.matchAll(scripts), ([, , inside]) => inside).join('\n;');
	return ts.parseForESLint(code, {
		...options,
		parser: undefined,
		extraFileExtensions: undefined,
		filePath: 'component.ts',
	});
};
