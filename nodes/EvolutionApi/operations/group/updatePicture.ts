import { defineOperation } from '../../core/table/defineOperation';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { instanceField } from '../../fields/instance';
import { inlineFile, mediaFields, mediaShape, readMedia } from '../../fields/media';
import { updated } from './shared/groupAnswers';

/** `POST /group/updateGroupPicture/{instance}`. The route takes no multipart. */
export const updatePicture = defineOperation({
	name: 'Update Picture',
	value: 'updatePicture',
	action: 'Update the picture of a WhatsApp group',
	description: 'Change the picture of a group',
	request: { method: 'POST', path: '/group/updateGroupPicture/{instance}', retry: 'always' },
	fields: [instanceField, groupField, ...mediaFields],
	input: { group: groupInput, ...mediaShape },
	example: {
		group: '120363020202020202@g.us',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/picture.jpg',
	},
	query: groupQuery,
	body: async (input, item) => {
		const media = await readMedia(item, input);
		return { image: 'file' in media ? await inlineFile(media.file) : media.text };
	},
	output: updated,
});
