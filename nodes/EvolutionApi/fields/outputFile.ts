import { textField } from './fieldKinds';

export const outputBinaryPropertyName = textField(
	'Put Output File in Field',
	'outputBinaryPropertyName',
	{
		default: 'data',
		required: true,
		hint: 'The name of the output field to put the file in',
		placeholder: 'e.g. data',
	},
);
