import type { IExecuteFunctions } from 'n8n-workflow';

import { mimeTypeIn, readBody, type StreamedAnswer } from './answerBody';
import { TIMEOUT_MS } from './request';

/** The answer of an address that is not Evolution API's. */
interface FetchedUrl {
	readonly statusCode: number;
	readonly mimeType: string;
	readonly data: Buffer;
}

/** Sent without our key. @throws {Error} if there is no answer, or it is too large */
export async function fetchUrl({ helpers }: IExecuteFunctions, url: string): Promise<FetchedUrl> {
	const answer: StreamedAnswer = await helpers.httpRequest({
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		timeout: TIMEOUT_MS.always,
	});
	return {
		statusCode: answer.statusCode,
		mimeType: mimeTypeIn(answer.headers),
		data: await readBody(answer, TIMEOUT_MS.always),
	};
}
