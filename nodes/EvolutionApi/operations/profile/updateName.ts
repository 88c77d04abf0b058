import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';

/** `POST /chat/updateProfileName/{instance}` */
export const updateName = defineOperation({
	name: 'Update Name',
	value: 'updateName',
	action: 'Update the profile name of the WhatsApp account',
	description: 'Change the name shown to people who have not saved the number',
	request: { method: 'POST', path: '/chat/updateProfileName/{instance}', retry: 'always' },
	fields: [
		instanceField,
		textField('Profile Name', 'profileName', {
			required: true,
			placeholder: 'e.g. Example Shop',
			description: 'Name that others see, as plain text',
		}),
	],
	input: { profileName: text },
	example: { profileName: 'Example Shop' },
	body: ({ profileName: name }) => ({ name }),
	output: (_answer, { profileName }) => ({ updated: true, profileName }),
});
