import type { IExecuteFunctions } from 'n8n-workflow';

import type { OutputFile } from './operation';
import { RequestFailure } from './request';

/**
 * A file from a public address that the server named, such as a profile picture. Without our key.
 * @throws {RequestFailure} if it cannot be fetched
 */
export async function download(
	context: IExecuteFunctions,
	url: string,
	fileName: string,
): Promise<OutputFile> {
	const response = (await context.helpers
		.httpRequest({
			url,
			encoding: 'arraybuffer',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: 60_000,
		})
		.catch(() => undefined)) as
		| { statusCode: number; body: Buffer; headers: Record<string, unknown> }
		| undefined;
	if (response === undefined || response.statusCode !== 200) {
		throw new RequestFailure({
			message: 'The file could not be downloaded from WhatsApp',
			description: 'Its address is valid for a short time only: run the operation again.',
			httpCode: response?.statusCode,
		});
	}
	const mimeType = String(response.headers['content-type'] ?? 'application/octet-stream').split(
		';',
	)[0];
	return { data: Buffer.from(response.body), fileName, mimeType };
}
