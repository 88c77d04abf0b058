import type { Field } from '../core/values/field';

export const outputBinaryPropertyName = {
	displayName: 'Put Output File in Field',
	name: 'outputBinaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output field to put the file in',
	placeholder: 'e.g. data',
} as const satisfies Field;
