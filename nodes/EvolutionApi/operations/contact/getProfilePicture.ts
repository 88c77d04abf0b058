import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure } from '../../core/failures/failure';
import { fetchUrl } from '../../core/http/fetchUrl';
import { defineOperation } from '../../core/table/defineOperation';
import type { OutputFile } from '../../core/table/operation';
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

/**
 * A file from a public address that the server named, such as a profile picture. Our key is not sent.
 * @throws {RequestFailure} if it cannot be fetched
 */
async function download(
	context: IExecuteFunctions,
	url: string,
	fileName: string,
): Promise<OutputFile> {
	const answer = await fetchUrl(context, url).catch(() => undefined);
	if (answer?.statusCode !== 200) {
		throw new RequestFailure({
			message: 'The file could not be downloaded from WhatsApp',
			description:
				'Its address is valid for a short time only: run the operation again. If that does not help, check that n8n can reach the internet.',
			httpCode: answer?.statusCode,
		});
	}
	return { data: answer.data, fileName, mimeType: answer.mimeType };
}
