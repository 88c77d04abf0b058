import { HttpError } from '../../core/answers';
import type { Answer } from '../../core/types';

/** The server's errors are all texts. Nearly all have the status 500, even a user's mistakes. */
export const goError = (status: number, error: string) =>
	new HttpError({ status, body: { error } });
export const invalid = (error: string) => goError(400, error);
export const failed = (error: string) => goError(500, error);
export const notAuthorized = () => goError(401, 'not authorized');

/** A handler that ran into nil: gin answers without a body. */
export const panic = () => new HttpError({ status: 500, raw: '' });

export const success = (): Answer => ({ status: 200, body: { message: 'success' } });
export const successWith = (data: unknown): Answer => ({
	status: 200,
	body: { message: 'success', data },
});
/** Some answers have no envelope. */
export const bareAnswer = (body: unknown): Answer => ({ status: 200, body });

/** Returns gin's answer to an unknown path or method. */
export const pageNotFound = (): Answer => ({
	status: 404,
	raw: '404 page not found',
	contentType: 'text/plain',
});

/** Returns the handlers' answer to any error. */
export function goAnswerOf(error: unknown): Answer {
	if (error instanceof HttpError) return error.answer;
	const { status = 500, message } = error as { status?: number; message?: string };
	return { status, body: { error: message || String(error) } };
}

/** Go's zero time as text: the only time in several answers. */
export const ZERO_TIME_TEXT = '0001-01-01 00:00:00 +0000 UTC';
/** Go's zero time in JSON. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';
