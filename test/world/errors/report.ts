import type { Fault } from '../../../simulator/state/faults';

/** An error that users have reported. The wording differs from the report at `source`, and the numbers are invented. */
export interface ErrorReport {
	readonly source: string;
	readonly saw: string;
	/** Resource and operation whose request gets this answer. */
	readonly asked: readonly [resource: string, operation: string];
	readonly path?: string;
	readonly values?: Readonly<Record<string, string>>;
	readonly answer: Pick<Fault, 'status' | 'body'> & Partial<Pick<Fault, 'headers' | 'contentType'>>;
	/** Matches the correct error, in its message or its description. */
	readonly right: RegExp;
	readonly done: 'no' | 'perhaps';
	/** How the error affects sending to the next recipients. undefined: not at all. */
	readonly list?: 'stops' | 'slower';
}

export const TEXT = ['message', 'sendText'] as const;
export const MEDIA = ['message', 'sendMedia'] as const;

export const said = (status: number, message: unknown, error = 'Bad Request') => ({
	status,
	body: { status, error, response: { message } },
});
export const refused = (...words: unknown[]) => said(400, words);
export const failed = (message: unknown) => said(500, message, 'Internal Server Error');
export const page = (status: number, title: string, body = '') => ({
	status,
	body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`,
	contentType: 'text/html',
});
export const plain = (status: number, body: string, headers: Record<string, string> = {}) => ({
	status,
	body,
	headers,
	contentType: 'text/plain',
});
export const meta = (code: number, words: string, details?: string) => ({
	status: 201,
	body: {
		message: `(#${code}) ${words}`,
		type: 'OAuthException',
		code,
		...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
	},
});

export const EA = 'evolution-foundation/evolution-api';
