import type { Field } from '../../../core/values/field';
import { toggle } from '../../../fields/toggle';

export const botEnabled = toggle('Enabled', 'enabled', 'Whether the bot answers', true);

export const botDescription = {
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
	placeholder: 'e.g. Answers questions about orders',
	description: 'What the bot is for',
} as const satisfies Field;
