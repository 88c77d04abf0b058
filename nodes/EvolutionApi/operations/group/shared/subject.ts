import { textField } from '../../../fields/fieldKinds';

export const subject = textField('Subject', 'subject', {
	required: true,
	placeholder: 'e.g. Order 4711',
	description: 'The name of the group',
});
