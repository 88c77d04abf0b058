import type { IExecuteFunctions } from 'n8n-workflow';

import { mimeTypeIn, readBody, type StreamedAnswer } from './answerBody';
import { TimeLimit, TIMEOUT_MS } from './timeLimit';

/** The answer of an address that is not Evolution API's. */
interface FetchedUrl {
	readonly statusCode: number;
	readonly mimeType: string;
	readonly data: Buffer;
}

/** Sent without our key. @throws {Error} if there is no answer, or it is too large */
export async function fetchUrl({ helpers }: IExecuteFunctions, url: string): Promise<FetchedUrl> {
	const limit = new TimeLimit(TIMEOUT_MS.always);
	const answer = await limit.untilAnswered<StreamedAnswer>(
		helpers.httpRequest({
			url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: TIMEOUT_MS.always,
		}),
	);
	return {
		statusCode: answer.statusCode,
		mimeType: mimeTypeIn(answer.headers),
		data: await readBody(answer, limit),
	};
}
