import { HttpError } from '../../core/answers';
import type { Answer } from '../../core/types';

/** Returns an error, whose body has only a text on this server. Nearly all have status 500, even those for a user's mistake. */
export const goError = (status: number, error: string) =>
	new HttpError({ status, body: { error } });
export const invalid = (error: string) => goError(400, error);
export const failed = (error: string) => goError(500, error);
export const notAuthorized = () => goError(401, 'not authorized');

/** The answer after a handler dereferenced nil: gin, the server's web framework, sends no body. */
export const panic = () => new HttpError({ status: 500, raw: '' });

export const success = (): Answer => ({ status: 200, body: { message: 'success' } });
export const successWith = (data: unknown): Answer => ({
	status: 200,
	body: { message: 'success', data },
});
export const bareAnswer = (body: unknown): Answer => ({ status: 200, body });

export const pageNotFound = (): Answer => ({
	status: 404,
	raw: '404 page not found',
	contentType: 'text/plain',
});

export function goAnswerOf(error: unknown): Answer {
	if (error instanceof HttpError) return error.answer;
	const { status = 500, message } = error as { status?: number; message?: string };
	return { status, body: { error: message || String(error) } };
}

export const ZERO_TIME_TEXT = '0001-01-01 00:00:00 +0000 UTC';
export const ZERO_TIME = '0001-01-01T00:00:00Z';
