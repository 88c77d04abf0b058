import type { Field } from '../../../core/table/operation';

export const botEnabled = {
	displayName: 'Enabled',
	name: 'enabled',
	type: 'boolean',
	default: true,
	description: 'Whether the bot answers',
} as const satisfies Field;

export const botDescription = {
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
	placeholder: 'e.g. Answers questions about orders',
	description: 'What the bot is for',
} as const satisfies Field;
