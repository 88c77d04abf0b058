import { textField } from '../../../fields/fieldKinds';

export const contactName = textField('Contact Name', 'fullName', {
	required: true,
	placeholder: 'e.g. Ana Souza',
	description: 'The name on the card',
});

export const contactNumber = textField('Contact Number', 'phoneNumber', {
	required: true,
	placeholder: 'e.g. +55 11 98888-7777',
	description: 'Number with country code, shown as it is written here',
});
