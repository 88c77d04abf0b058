import type { Field } from '../../../core/values/field';

export const subject = {
	displayName: 'Subject',
	name: 'subject',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Order 4711',
	description: 'The name of the group',
} as const satisfies Field;
