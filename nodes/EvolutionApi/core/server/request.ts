import { sleep, type IDataObject, type IHttpRequestOptions } from 'n8n-workflow';

import type { ServerAnswer, Asked, Failure } from '../failures/failure';
import { failureOf } from '../failures/failureOf';
import { networkFailure } from '../failures/networkFailure';
import { parseBody, readBody, type StreamedAnswer } from './answerBody';
import { noteServerTime } from './clock';
import type { Caller, Connection } from './connection';
import { whenOpen } from './gate';
import { hideKey } from './hideKey';
import { upTo } from './upTo';

/** A request that is up to the user: see *API Request*. */
export interface CustomRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Path below the base URL, with query. */
	readonly path: string;
	/** What becomes JSON, or a form. */
	readonly body?: object;
	/** Beside the key. */
	readonly headers?: Readonly<Record<string, string>>;
	readonly retry: 'always' | 'neverAfterSent';
	/** What an answer with nothing in it means; left out: a failure. */
	readonly whenEmpty?: IDataObject | Failure;
	/** What `null` means, where that is something else. */
	readonly whenNull?: IDataObject | readonly IDataObject[];
	/** Takes plain text for an answer, too, as `{ data }`. */
	readonly text?: boolean;
	/** Takes the answer as a file, an {@link AnsweredFile}. */
	readonly asFile?: boolean;
}

/** A request as it is sent, with the route filled in. */
export interface Request extends CustomRequest {
	/** For the explanation of a failure. */
	readonly instance?: string;
	readonly since?: string;
}

/** A successful answer to a request with `asFile`. */
interface AnsweredFile {
	readonly data: Buffer;
	readonly mimeType: string;
}

/** The request failed; carries what the user is told. */
export class RequestFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

const MAX_TRIES = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A read that lasts longer hangs; a send may upload a large file and wait for its `delay`. */
export const TIMEOUT_MS = { always: 60_000, neverAfterSent: 300_000 };

export type Result = { readonly body: unknown } | { readonly failure: Failure };

/**
 * Sends a request with the key of the credential, and repeats it where that can do no harm.
 * @returns the body of the answer (parsed JSON), or why there is none in texts free of the key
 */
export async function trySend(
	context: Caller,
	connection: Connection,
	request: Request,
): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		const result = await whenOpen(
			connection,
			async () => await tryOnce(context, connection, request),
			(tried) => pauseForAll(attempt, tried),
		);
		if (!('failure' in result)) return result;
		const { failure } = result;
		if (attempt === MAX_TRIES || waitsTooLong(failure) || !mayRepeat(request, failure)) {
			return { failure: withoutSecrets(failure, connection.apiKey) };
		}
		if (!isTooMany(failure)) await sleep(pauseBefore(attempt, failure));
	}
}

/** Like {@link trySend}. @throws {RequestFailure} when the server did not do it */
export async function send(
	context: Caller,
	connection: Connection,
	request: Request,
): Promise<unknown> {
	const result = await trySend(context, connection, request);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}

function mayRepeat({ retry }: Request, { mayHeal, nothingDone }: Failure): boolean {
	return mayHeal === true && (retry === 'always' || nothingDone === true);
}

const isTooMany = ({ httpCode }: Failure) => httpCode === 429;

const waitsTooLong = ({ retryAfter = 0 }: Failure) => retryAfter * 1000 > LONGEST_PAUSE_MS;

/** After a 429 all requests of the run pause. */
function pauseForAll(attempt: number, result: Result): number | undefined {
	if (!('failure' in result) || !isTooMany(result.failure)) return undefined;
	return waitsTooLong(result.failure) ? undefined : pauseBefore(attempt, result.failure);
}

/** Milliseconds: what the server asks for, else 0.5 s, 1 s … and up to a quarter more, at random. */
function pauseBefore(attempt: number, { retryAfter }: Failure): number {
	if (retryAfter !== undefined) return retryAfter * 1000;
	return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + Math.random() / 4);
}

async function tryOnce(context: Caller, connection: Connection, request: Request): Promise<Result> {
	const asked: Asked = { ...request, path: upTo('?', request.path), ...connection };
	try {
		const answer = await transmit(context, connection, request);
		if (request.asFile === true) return fileOrFailure(answer, asked);
		const isEmpty = answer.status < 300 && (answer.body === '' || answer.body === null);
		if (isEmpty && answer.body === null && request.whenNull !== undefined) {
			return { body: request.whenNull };
		}
		if (isEmpty && request.whenEmpty !== undefined) return emptyResult(request.whenEmpty);
		const isText = answer.status < 300 && typeof answer.body === 'string';
		if (isText && request.text === true) return { body: { data: answer.body } };
		const failure = failureOf(answer, asked);
		return failure ? { failure } : { body: answer.body };
	} catch (error) {
		return { failure: networkFailure(error, asked) };
	}
}

const emptyResult = (meaning: IDataObject | Failure): Result =>
	isFailure(meaning) ? { failure: meaning } : { body: meaning };

const isFailure = (meaning: IDataObject | Failure): meaning is Failure =>
	typeof meaning.message === 'string' && typeof meaning.description === 'string';

function fileOrFailure(answer: ServerAnswer, asked: Asked): Result {
	const data = answer.body as Buffer;
	if (answer.status >= 200 && answer.status < 300) {
		const mimeType = upTo(
			';',
			String(answer.headers['content-type'] ?? 'application/octet-stream'),
		);
		return { body: { data, mimeType } satisfies AnsweredFile };
	}
	const body = parseBody(data);
	const failure = failureOf({ ...answer, body }, asked);
	return failure ? { failure } : { body };
}

async function transmit(
	context: Caller,
	connection: Connection,
	{ method, path, body, headers: own, retry, asFile }: Request,
): Promise<ServerAnswer> {
	const options: IHttpRequestOptions = {
		method,
		url: connection.baseUrl + path,
		headers: { accept: 'application/json', ...own },
		body,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// Followed redirects would turn a POST into a GET and carry the key to another host.
		disableFollowRedirect: true,
		skipSslCertificateValidation: connection.ignoreCertificateErrors,
		timeout: TIMEOUT_MS[retry],
		encoding: 'stream',
	};
	const { credential: data, credentialType: type } = connection;
	const credentialsDecrypted = data && { id: '', name: '', type, data };
	const askedAt = Date.now();
	const response: StreamedAnswer = await context.helpers.httpRequestWithAuthentication.call(
		context,
		type,
		options,
		{ credentialsDecrypted },
	);
	const { statusCode: status, headers } = response;
	// An answer with an age was kept by a proxy.
	const date = headers.age === undefined ? headers.date : undefined;
	noteServerTime(connection, date, askedAt, Date.now());
	const bytes = await readBody(response, TIMEOUT_MS[retry]);
	return { status, body: asFile === true ? bytes : parseBody(bytes), headers };
}

/** Whatever a server or a proxy writes into its errors, the key is not shown. */
function withoutSecrets(failure: Failure, apiKey: string): Failure {
	return {
		...failure,
		message: hideKey(failure.message, apiKey),
		description: hideKey(failure.description, apiKey),
	};
}
