import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import { fetchUrl } from '../core/http/fetchUrl';
import type { OutputFile } from '../core/table/operation';

/**
 * A file from a public address that the server named, such as a profile picture. Our key is not sent.
 * @throws {RequestFailure} if it cannot be fetched
 */
export async function download(
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
