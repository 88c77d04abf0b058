import type { Field } from '../core/table/operation';

/** For answers in which the server sends keys, tokens or passwords. */
export const secretsOption = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	default: {},
	placeholder: 'Add option',
	options: [
		{
			displayName: 'Include Secrets',
			name: 'includeSecrets',
			type: 'boolean',
			default: false,
			description: 'Whether to put out the keys, tokens and passwords that the server sends',
		},
	],
} as const satisfies Field;

export const showSecrets = ({ options }: { options?: { includeSecrets?: boolean } }) =>
	options?.includeSecrets === true;
