import type { IExecuteFunctions } from 'n8n-workflow';

import type { InputFile } from '../input/inputFile';
import { InputProblem } from '../input/inputProblem';
import { classifyAddress } from '../values/addressKind';
import {
	AnswerTooLarge,
	readMimeType,
	readBody,
	type StreamedAnswer,
	REQUEST_TIMEOUT_MS,
	TimeLimit,
} from './answer';

interface FetchedUrl {
	readonly statusCode: number;
	readonly mimeType: string;
	readonly data: Buffer;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

class RefusedRedirect extends Error {}

/**
 * Fetches an address without the API key. A public address must not redirect to a private one: n8n could reach it, although the
 * redirect's author can't. n8n's own settings decide whether a public host name may resolve to a private address.
 * @throws {Error} if there is no answer, if the answer is too large, or for a refused redirect
 */
export async function fetchUrl({ helpers }: IExecuteFunctions, url: string): Promise<FetchedUrl> {
	const limit = new TimeLimit(REQUEST_TIMEOUT_MS.read);
	const mayBePrivate = classifyAddress(url) !== 'public';
	let next = url;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const answer = await limit.untilAnswered<StreamedAnswer>(
			helpers.httpRequest({
				url: next,
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: REQUEST_TIMEOUT_MS.read,
			}),
		);
		const { statusCode, headers } = answer;
		const { location } = headers;
		const isRedirect = REDIRECTS.includes(statusCode) && typeof location === 'string';
		const data = await readBody(answer, limit);
		if (!isRedirect) return { statusCode, mimeType: readMimeType(headers), data };
		const target = new URL(location, next);
		if (
			!['http:', 'https:'].includes(target.protocol) ||
			(!mayBePrivate && classifyAddress(target.href) !== 'public')
		) {
			throw new RefusedRedirect(`the address redirects to ${target.host}, which is not public`);
		}
		next = target.href;
	}
	throw new RefusedRedirect(`the address redirects more than ${MOST_REDIRECTS} times`);
}

/**
 * The file stays in memory: the form that uploads it needs its size, which some servers don't announce.
 * @throws {InputProblem} if the download fails, or the file is empty
 */
export async function fetchFile(
	context: IExecuteFunctions,
	url: string,
	field: string,
): Promise<InputFile> {
	const refusal = (problem: string) =>
		new InputProblem(
			[field],
			`could not be downloaded: ${problem}`,
			'Evolution API does not fetch the file of this message, so n8n does. Check that the address opens without a login, and that n8n can reach it.',
		);
	const { statusCode, mimeType, data } = await fetchUrl(context, url).catch((error: unknown) => {
		if (error instanceof RefusedRedirect) throw refusal(error.message);
		throw refusal(
			error instanceof AnswerTooLarge
				? `the file is ${error.message}`
				: `n8n got no answer from ${new URL(url).host}`,
		);
	});
	if (statusCode !== 200) throw refusal(`the answer is HTTP ${statusCode}`);
	if (data.length === 0) throw refusal('the file is empty');
	return {
		mimeType,
		size: data.length,
		async *stream() {
			yield data;
		},
	};
}
