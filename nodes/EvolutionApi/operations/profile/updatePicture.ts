import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { inlineFile, mediaFields, mediaShape, readMedia } from '../../fields/media';

/** `POST /chat/updateProfilePicture/{instance}`: a URL or Base64; the route takes no multipart. */
export const updatePicture = defineOperation({
	name: 'Update Picture',
	value: 'updatePicture',
	action: 'Update the profile picture of the WhatsApp account',
	description:
		'Change the profile picture. The server reconnects, so other requests fail for a few seconds.',
	request: { method: 'POST', path: '/chat/updateProfilePicture/{instance}', retry: 'always' },
	fields: [instanceField, ...mediaFields],
	input: mediaShape,
	example: {
		mediaSource: 'base64',
		mediaBase64:
			'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	},
	body: async (input, item) => {
		const media = await readMedia(item, input);
		return { picture: 'file' in media ? await inlineFile(media.file) : media.text };
	},
	output: () => ({ updated: true }),
});
