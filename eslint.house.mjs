import { config as configOfN8n } from '@n8n/node-cli/eslint';
import newestRules from 'eslint-plugin-n8n-nodes-base';

// `eslint.config.mjs` is n8n's own and must stay as it is: it lints the published files. This configuration lints all files.

/** Files that n8n never loads, so the rules for a published node's imports and errors don't apply to them. */
const UNPUBLISHED = ['bench', 'converter', 'dev', 'simulator', 'test'].map(
	(folder) => `${folder}/**/*.ts`,
);

/** n8n's own lint configuration still contains version 1 of the rules for nodes. This replaces them with the newest ones. */
const config = configOfN8n.map(({ plugins = {}, ...part }) => {
	if (!('n8n-nodes-base' in plugins)) return { ...part, plugins };
	return { ...part, plugins: { ...plugins, 'n8n-nodes-base': newestRules } };
});

const rulesForPublishing = config
	.flatMap(({ rules = {} }) => Object.keys(rules))
	.filter((name) => name.startsWith('@n8n/community-nodes/'));

const { parser } = config.find(({ languageOptions }) => languageOptions?.parser).languageOptions;

/**
 * Rules that need types: no forgotten promise, no missing case of a union. They don't run in tests, where they would take
 * as long as all other rules together.
 */
const TYPED = ['credentials', 'nodes', 'dev', 'simulator'].map((folder) => `${folder}/**/*.ts`);
const typedRules = {
	'@typescript-eslint/no-floating-promises': 'error',
	'@typescript-eslint/no-misused-promises': 'error',
	'@typescript-eslint/only-throw-error': 'error',
	'@typescript-eslint/switch-exhaustiveness-check': [
		'error',
		{ considerDefaultExhaustiveForUnions: true },
	],
};

const message = 'Write what is in it, a line for each, instead of a spread.';

export default [
	{ ignores: ['**/dist/**'] },
	...config,
	{
		files: UNPUBLISHED,
		rules: {
			...Object.fromEntries(rulesForPublishing.map((name) => [name, 'off'])),
			'no-console': 'off',
			// Playwright reads from the object pattern which fixtures a test uses.
			'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
			// TypeScript resolves the pattern in this package's `exports`, but the linter doesn't.
			'import-x/no-unresolved': ['error', { ignore: ['^@modelcontextprotocol/sdk/'] }],
		},
	},
	{
		files: TYPED,
		languageOptions: {
			parser,
			parserOptions: { project: './tsconfig.dev.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: typedRules,
	},
	{
		files: ['credentials/**/*.ts', 'nodes/**/*.ts'],
		// Only warnings. As errors, these rules produced chains of small functions that were hard to follow.
		rules: { complexity: ['warn', 20], 'max-params': ['warn', 4] },
	},
	{
		files: ['**/*.ts', '**/*.js', '**/*.mjs', '**/*.cjs'],
		languageOptions: { parser },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'no-restricted-syntax': [
				'error',
				{ selector: 'ObjectExpression > SpreadElement > ObjectExpression', message },
				{ selector: 'ArrayExpression > SpreadElement > ArrayExpression', message },
				{ selector: 'CallExpression > SpreadElement > ArrayExpression', message },
				{
					selector: 'Property[key.name="fallbackValue"] > Identifier[name="undefined"]',
					message: "n8n's jsonParse takes undefined for no fallback, and throws.",
				},
			],
		},
	},
];
