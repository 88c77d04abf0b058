import type { Fault } from '../../../simulator/state/faults';

/** What others have reported of errors, proxies and limits. Wording and code are not copied, and numbers are made up. */
export interface ErrorReport {
	readonly source: string;
	readonly saw: string;
	/** Resource and operation that meet the answer. */
	readonly asked: readonly [resource: string, operation: string];
	/** Where the path of the operation has more in it than the instance. */
	readonly path?: string;
	/** Values beside those of the example of the operation. */
	readonly values?: Readonly<Record<string, string>>;
	readonly answer: Pick<Fault, 'status' | 'body'> & Partial<Pick<Fault, 'headers' | 'contentType'>>;
	/** What is right: in the message, or in what is said to be done. */
	readonly right: RegExp;
	readonly done: 'no' | 'perhaps';
	/** What becomes of the rest of a list. It goes on where nothing is said. */
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
