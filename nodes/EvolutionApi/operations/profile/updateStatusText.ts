import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';

/** `POST /chat/updateProfileStatus/{instance}` */
export const updateStatusText = defineOperation({
	name: 'Update Status Text',
	value: 'updateStatusText',
	action: 'Update the status text of the WhatsApp account',
	description:
		'Change the text below the name ("About"), not the status that disappears after 24 hours',
	request: { method: 'POST', path: '/chat/updateProfileStatus/{instance}', retry: 'always' },
	fields: [
		instanceField,
		textField('Status Text', 'statusText', {
			required: true,
			placeholder: 'e.g. We answer from 9 to 5',
			description: 'Text below the name, as plain text',
		}),
	],
	input: { statusText: text },
	example: { statusText: 'We answer from 9 to 5' },
	body: ({ statusText: status }) => ({ status }),
	output: (_answer, { statusText }) => ({ updated: true, statusText }),
});
