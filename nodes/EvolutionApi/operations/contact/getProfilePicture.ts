import { download } from '../../run/download';
import { defineOperation } from '../../core/table/defineOperation';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { outputBinaryPropertyName } from '../../fields/outputFile';
import { recipient, recipientInput } from '../../fields/recipient';
import { toggle } from '../../fields/toggle';

/** `POST /chat/fetchProfilePictureUrl/{instance}`: `null` for whoever has no picture or hides it. */
export const getProfilePicture = defineOperation({
	name: 'Get Profile Picture',
	value: 'getProfilePicture',
	action: 'Get the profile picture of a WhatsApp contact or group',
	description: 'Get the URL of a profile picture, or the picture itself',
	request: { method: 'POST', path: '/chat/fetchProfilePictureUrl/{instance}', reads: true },
	fields: [
		instanceField,
		{
			...recipient,
			displayName: 'Contact or Group',
			description: 'Person or group whose picture to get',
		},
		toggle('Download', 'download', 'Whether to also download the picture into a binary field'),
		{ ...outputBinaryPropertyName, displayOptions: { show: { download: [true] } } },
		readOptions,
	],
	input: { recipient: recipientInput, download: flag, options: readOptionsInput },
	example: { recipient: '5511988887777', download: false },
	body: ({ recipient: number }) => ({ number }),
	output: ({ wuid, profilePictureUrl }) => ({ jid: wuid, profilePictureUrl }),
	file: async (
		{ profilePictureUrl: url },
		{ recipient: jid, download: isWanted },
		_instance,
		context,
	) =>
		isWanted && typeof url === 'string' && url !== ''
			? await download(context, url, `${jid.split('@')[0]}.jpg`)
			: undefined,
});
