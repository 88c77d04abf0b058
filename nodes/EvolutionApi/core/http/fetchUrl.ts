import type { IExecuteFunctions } from 'n8n-workflow';

import type { InputFile } from '../input/inputFile';
import { InputProblem } from '../input/inputProblem';
import {
	AnswerTooLarge,
	readMimeType,
	readBody,
	type StreamedAnswer,
	TIMEOUT_MS,
	TimeLimit,
} from './answer';

/** The answer of an address that is not Evolution API's. */
interface FetchedUrl {
	readonly statusCode: number;
	readonly mimeType: string;
	readonly data: Buffer;
}

/** Sent without our key. @throws {Error} if there is no answer, or it is too large */
export async function fetchUrl({ helpers }: IExecuteFunctions, url: string): Promise<FetchedUrl> {
	const limit = new TimeLimit(TIMEOUT_MS.read);
	const answer = await limit.untilAnswered<StreamedAnswer>(
		helpers.httpRequest({
			url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: TIMEOUT_MS.read,
		}),
	);
	return {
		statusCode: answer.statusCode,
		mimeType: readMimeType(answer.headers),
		data: await readBody(answer, limit),
	};
}

/**
 * A file from an address that the user entered, for routes that take no address. It is held in memory: the form needs its
 * size, which not every server tells beforehand.
 * @param field in which the address was entered
 * @throws {InputProblem} if it cannot be downloaded, or is empty
 */
export async function fetchFile(
	context: IExecuteFunctions,
	url: string,
	field: string,
): Promise<InputFile> {
	const refused = (problem: string) =>
		new InputProblem(
			[field],
			`could not be downloaded: ${problem}`,
			'Evolution API does not fetch the file of this message, so n8n does. Check that the address opens without a login, and that n8n can reach it.',
		);
	const { statusCode, mimeType, data } = await fetchUrl(context, url).catch((error: unknown) => {
		throw refused(
			error instanceof AnswerTooLarge
				? `the file is ${error.message}`
				: `n8n got no answer from ${new URL(url).host}`,
		);
	});
	if (statusCode !== 200) throw refused(`the answer is HTTP ${statusCode}`);
	if (data.length === 0) throw refused('the file is empty');
	return {
		mimeType,
		size: data.length,
		async *stream() {
			yield data;
		},
	};
}
