import { config } from '@n8n/node-cli/eslint';

// Rules of this house, beside those of n8n: `n8n-node lint` wants eslint.config.mjs as n8n made it.

const { parser } = config.find(({ languageOptions }) => languageOptions?.parser).languageOptions;
const message = 'Write what is in it, a line for each, instead of a spread.';

export default [
	{ ignores: ['dist'] },
	{
		files: ['**/*.ts', '**/*.js', '**/*.mjs', '**/*.cjs'],
		languageOptions: { parser },
		rules: {
			'no-restricted-syntax': [
				'error',
				{ selector: 'ObjectExpression > SpreadElement > ObjectExpression', message },
				{ selector: 'ArrayExpression > SpreadElement > ArrayExpression', message },
				{ selector: 'CallExpression > SpreadElement > ArrayExpression', message },
			],
		},
	},
];
