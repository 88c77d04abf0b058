import type { Field } from '../../../core/values/field';

export const contactName = {
	displayName: 'Contact Name',
	name: 'fullName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Ana Souza',
	description: 'The name on the card',
} as const satisfies Field;

export const contactNumber = {
	displayName: 'Contact Number',
	name: 'phoneNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +55 11 98888-7777',
	description: 'Number with country code, shown as it is written here',
} as const satisfies Field;
