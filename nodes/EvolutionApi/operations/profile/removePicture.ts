import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';

/** `DELETE /chat/removeProfilePicture/{instance}` */
export const removePicture = defineOperation({
	name: 'Remove Picture',
	value: 'removePicture',
	action: 'Remove the profile picture of the WhatsApp account',
	description:
		'Remove the profile picture. The server reconnects, so other requests fail for a few seconds.',
	request: {
		method: 'DELETE',
		path: '/chat/removeProfilePicture/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [instanceField],
	output: () => ({ deleted: true }),
});
