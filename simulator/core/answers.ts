import type { Answer } from './types';

export class HttpError extends Error {
	constructor(readonly answer: Answer) {
		super(`HTTP ${answer.status}`);
	}
}

const NAMES: Record<number, string> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
};

/** Returns an error in the server's usual shape. `message` is a string or an array, and stays as it is. */
function errorAnswer(status: number, message: unknown, error?: string): Answer {
	return {
		status,
		body: {
			status,
			error: error ?? NAMES[status] ?? 'Internal Server Error',
			response: { message },
		},
	};
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
/** Returns an empty answer whose content type is JSON, as on the server. */
export const empty = (status: number): Answer => ({
	status,
	raw: '',
	contentType: 'application/json; charset=utf-8',
});

/** Like on the server, the answer's `message` is an array, even of a single text, object or schema error. */
export const refused = (status: number, ...message: unknown[]) =>
	new HttpError(errorAnswer(status, message));
export const badRequest = (message: unknown) => refused(400, message);
export const forbidden = (message: string) => new HttpError(errorAnswer(403, [message]));
export const notFound = (message: string) => new HttpError(errorAnswer(404, [message]));
export const unauthorized = () => new HttpError(errorAnswer(401, 'Unauthorized'));
/** Returns an error that the server didn't expect. */
export const crashed = (message: string) => new HttpError(errorAnswer(500, message));
/** Returns a 500 error that the server throws deliberately, with the message in an array. */
export const internal = (message: string) => new HttpError(errorAnswer(500, [message]));
export function answerOf(error: unknown): Answer {
	if (error instanceof HttpError) return error.answer;
	const { status, message } = error as { status?: number; message?: string };
	return errorAnswer(status ?? 500, message || 'Internal Server Error', 'Internal Server Error');
}
export const cannot = (method: string, url: string) =>
	errorAnswer(404, [`Cannot ${method.toUpperCase()} ${url}`]);

export const simError = (status: number, error: string) =>
	new HttpError({ status, body: { error } });
