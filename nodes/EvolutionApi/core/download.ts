import type { IExecuteFunctions } from 'n8n-workflow';

import { readBody, type StreamedAnswer } from './answerBody';
import type { OutputFile } from './operation';
import { RequestFailure, TIMEOUT_MS } from './request';

/**
 * A file from a public address that the server named, such as a profile picture. Without our key.
 * @throws {RequestFailure} if it cannot be fetched
 */
export async function download(
	context: IExecuteFunctions,
	url: string,
	fileName: string,
): Promise<OutputFile> {
	const answer = await fetchFile(context, url).catch(() => undefined);
	if (answer?.statusCode !== 200) {
		throw new RequestFailure({
			message: 'The file could not be downloaded from WhatsApp',
			description:
				'Its address is valid for a short time only: run the operation again. If that does not help, see whether n8n can reach the internet.',
			httpCode: answer?.statusCode,
		});
	}
	const mimeType = String(answer.headers['content-type'] ?? 'application/octet-stream').split(
		';',
	)[0];
	return { data: answer.data, fileName, mimeType };
}

async function fetchFile({ helpers }: IExecuteFunctions, url: string) {
	const answer: StreamedAnswer = await helpers.httpRequest({
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		timeout: TIMEOUT_MS.always,
	});
	return { ...answer, data: await readBody(answer, TIMEOUT_MS.always) };
}
