import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { backoff, retry } from '../core/concurrency/retry';
import { RequestFailure, type Attempt, type Failure, type ServerAnswer } from '../errors/failure';
import {
	readMimeType,
	parseBody,
	readBody,
	type StreamedAnswer,
	REQUEST_TIMEOUT_MS,
	TimeLimit,
} from '../core/http/answer';
import { isSuccess, collectErrorTexts } from '../core/values/answer';
import { hideKey } from '../core/values/sanitize';
import { textBefore } from '../core/values/text';
import type {
	AnsweredFile,
	Caller,
	Connection,
	Request,
	Result,
	ServerAdapter,
	Ask,
} from './adapter';
import { noteServerTime } from './clock';
import { stateOf } from './connectionState';
import { retryAfterSeconds } from '../errors/explain';
import { networkFailure } from '../errors/networkFailure';

/** A request may set its own value for this header. */
export const API_KEY_HEADER = 'apikey';

const MAX_TRIES = 3;
const LONGEST_RETRY_PAUSE_MS = 30_000;
const delayAfter = backoff(625, LONGEST_RETRY_PAUSE_MS, 0.2);

/**
 * Sends a request with the key of the credential, and retries it if a repetition can do no harm.
 * @returns the body of the answer (parsed JSON), or the failure, whose texts do not contain the key
 */
export async function trySend(
	context: Caller,
	connection: Connection,
	request: Request,
): Promise<Result> {
	const result = await retry(
		async (attempt) =>
			await stateOf(connection).gate.pass(
				async () => await tryOnce(context, connection, request),
				(outcome) => pauseForAll(attempt, outcome),
			),
		{
			attempts: MAX_TRIES,
			delay: (attempt, outcome) => (isTooManyRequests(outcome) ? 0 : pauseAfter(attempt, outcome)),
			isRetryable: (outcome) => mayRepeat(request, outcome),
		},
	);
	if (!('failure' in result)) return result;
	return { failure: withoutKey(result.failure, connection, request) };
}

/** Like {@link trySend}, but without retries or the run's limit on parallel requests, so slow answers don't delay others. */
export async function trySendOnce(
	context: Caller,
	connection: Connection,
	request: Request,
): Promise<Result> {
	const result = await tryOnce(context, connection, request);
	if (!('failure' in result)) return result;
	return { failure: withoutKey(result.failure, connection, request) };
}

/** @throws {RequestFailure} if the request fails */
export async function send(
	context: Caller,
	connection: Connection,
	request: Request,
): Promise<unknown> {
	const result = await trySend(context, connection, request);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}

function mayRepeat(request: Request, result: Result): boolean {
	const { mayHeal, nothingDone } = readFailure(result);
	const isHarmless = request.idempotent || nothingDone === true;
	return mayHeal === true && isHarmless && !waitsTooLong(result);
}

const readFailure = (result: Result): Partial<Failure> =>
	'failure' in result ? result.failure : {};

const isTooManyRequests = (result: Result) => readFailure(result).httpCode === 429;

const waitsTooLong = (result: Result) =>
	(readFailure(result).retryAfter ?? 0) * 1000 > LONGEST_RETRY_PAUSE_MS;

/** Returns how long all requests of the run pause after a 429, in ms; undefined if they needn't pause. */
const pauseForAll = (attempt: number, result: Result): number | undefined =>
	isTooManyRequests(result) && !waitsTooLong(result) ? pauseAfter(attempt, result) : undefined;

/** Returns the pause before the next attempt: as long as the server asks, or else 500 to 625 ms, doubled after each attempt. */
function pauseAfter(attempt: number, result: Result): number {
	const { retryAfter } = readFailure(result);
	return retryAfter === undefined ? delayAfter(attempt) : retryAfter * 1000;
}

async function tryOnce(context: Caller, connection: Connection, request: Request): Promise<Result> {
	const attempt: Attempt = {
		...request,
		path: textBefore('?', request.path),
		requestBody: request.body,
		...connection,
		program: connection.server.name,
	};
	try {
		const answer = await transmit(context, connection, request);
		if (request.asFile === true) return fileOrFailure(answer, attempt, connection.server);
		const result = isSuccess(answer.status) ? interpretBody(answer.body, request) : undefined;
		if (result !== undefined) return result;
		const failure = explainFailure(answer, attempt, connection.server);
		return failure ? { failure } : { body: answer.body };
	} catch (error) {
		return { failure: networkFailure(error, attempt) };
	}
}

function interpretBody(body: unknown, { whenNull, whenEmpty, text }: Request): Result | undefined {
	if (body === null && whenNull !== undefined) return { body: whenNull };
	if ((body === '' || body === null) && whenEmpty !== undefined) return emptyResult(whenEmpty);
	return typeof body === 'string' && text === true ? { body: { data: body } } : undefined;
}

const emptyResult = (meaning: IDataObject | Failure): Result =>
	isFailure(meaning) ? { failure: meaning } : { body: meaning };

const isFailure = (meaning: IDataObject | Failure): meaning is Failure =>
	typeof meaning.message === 'string' && typeof meaning.description === 'string';

function fileOrFailure(answer: ServerAnswer, attempt: Attempt, server: ServerAdapter): Result {
	const data = answer.body as Buffer;
	if (isSuccess(answer.status)) {
		return { body: { data, mimeType: readMimeType(answer.headers) } satisfies AnsweredFile };
	}
	const body = parseBody(data);
	const failure = explainFailure({ ...answer, body }, attempt, server);
	return failure ? { failure } : { body };
}

async function transmit(
	context: Caller,
	connection: Connection,
	{ method, path, body, headers: ownHeaders, idempotent, asFile, maxBytes, ...request }: Request,
): Promise<ServerAnswer> {
	const timeout =
		request.timeoutMs ?? (idempotent ? REQUEST_TIMEOUT_MS.read : REQUEST_TIMEOUT_MS.send);
	const options: IHttpRequestOptions = {
		method,
		url: connection.baseUrl + path,
		headers: { accept: 'application/json', ...ownHeaders },
		body,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// Following a redirect would turn a POST into a GET and carry the key to another host.
		disableFollowRedirect: true,
		skipSslCertificateValidation: connection.ignoreCertificateErrors,
		timeout,
		abortSignal: request.signal,
		encoding: 'stream',
	};
	const { credentialType: type, cache } = connection;
	const data = cache === undefined ? connection.credential : await cache.forRequest(context);
	const credentialsDecrypted = data && { id: '', name: '', type, data };
	const limit = new TimeLimit(timeout, body);
	const response = await limit.untilAnswered<StreamedAnswer>(
		context.helpers.httpRequestWithAuthentication.call(context, type, options, {
			credentialsDecrypted,
		}),
	);
	const { statusCode: status, headers } = response;
	if (status === 401 || status === 403) cache?.refused();
	noteServerTime(connection, headers);
	const bytes = await readBody(response, limit, maxBytes);
	if (asFile === true) return { status, body: bytes, headers };
	return { status, body: parseBody(bytes), headers };
}

/** Removes all keys from a failure's texts, because a server or a proxy may repeat a key in its errors. */
function withoutKey(
	failure: Failure,
	{ apiKey, globalKey = '' }: Connection,
	{ headers }: Request,
): Failure {
	const keys = [apiKey, globalKey, headers?.[API_KEY_HEADER] ?? ''];
	const hide = (text: string) => keys.reduce(hideKey, text);
	return {
		...failure,
		message: hide(failure.message),
		description: hide(failure.description),
	};
}

const HEALING_STATUS = [429, 502, 503, 504];

/** Hides the server's file paths in an error, but not its routes, and shortens the Base64 of a file that was sent. */
const withoutPaths = (text: string) =>
	text
		.replace(/[A-Za-z\d+/=]{200,}/g, (content) => `${content.slice(0, 40)}…`)
		.replace(
			/(?<![\w/:.]|^Cannot [A-Z]+ )(?:[A-Za-z]:\\|\/)[\w.@-]+(?:[/\\][\w.@-]+)+(?::\d+)*/g,
			'…',
		);

export function explainFailure(
	answer: ServerAnswer,
	attempt: Attempt,
	server: Pick<ServerAdapter, 'explanations' | 'isRefusal'>,
): Failure | undefined {
	const messages = collectErrorTexts(answer.body).map(withoutPaths);
	const isRefusal = server.isRefusal(answer, messages);
	const exchange = { ...attempt, ...answer, messages, isRefusal };
	for (const explain of server.explanations) {
		const failure = explain(exchange);
		if (failure) {
			const mayHeal = failure.mayHeal ?? HEALING_STATUS.includes(answer.status);
			const retryAfter = retryAfterSeconds(answer.headers['retry-after']);
			const isUnclear = failure.isUnclear ?? !exchange.isRefusal;
			return { httpCode: answer.status, ...failure, isUnclear, mayHeal, retryAfter };
		}
	}
	return undefined;
}

/** Returns a function that sends a request, and throws a {@link RequestFailure} if the request fails. */
export const sendTo =
	(context: Caller, connection: Connection): Ask =>
	async (request) => {
		const result = await connection.server.send(context, connection, request);
		if ('failure' in result) throw new RequestFailure(result.failure);
		return result.body;
	};
