import { config as configOfN8n } from '@n8n/node-cli/eslint';
import newestRules from 'eslint-plugin-n8n-nodes-base';

// `eslint.config.mjs` is n8n's own and must stay as it is: it lints what is published. This one lints everything.

/** n8n never loads these: what a published node may import, use and throw does not matter there. */
const UNPUBLISHED = ['bench', 'converter', 'dev', 'simulator', 'test'].map(
	(folder) => `${folder}/**/*.ts`,
);

/** n8n's own lint still brings the rules for nodes in version 1. */
const config = configOfN8n.map(({ plugins = {}, ...part }) => {
	if (!('n8n-nodes-base' in plugins)) return { ...part, plugins };
	return { ...part, plugins: { ...plugins, 'n8n-nodes-base': newestRules } };
});

const rulesForPublishing = config
	.flatMap(({ rules = {} }) => Object.keys(rules))
	.filter((name) => name.startsWith('@n8n/community-nodes/'));

const { parser } = config.find(({ languageOptions }) => languageOptions?.parser).languageOptions;

/**
 * What only the types can tell: no promise is forgotten, no case of a union. Not in tests, where it would take as long
 * as all other rules together.
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
			// Playwright reads from the pattern which fixtures are wanted.
			'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
			// Its `exports` have a pattern, which TypeScript reads and the lint does not.
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
		// Hints to the author. As errors they produced chains of small functions that nobody could follow.
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
