import { HttpError, refused } from '../core/answers';
import type { Answer } from '../core/types';
import type { Instance } from '../state/instance';

/** Throws the error of the server's WhatsApp client while the phone isn't connected. */
export function useClient({ hasClient, state }: Instance, method: string): void {
	if (!hasClient) {
		throw new TypeError(`Cannot read properties of undefined (reading '${method}')`);
	}
	if (state !== 'open') throw new Error('Connection Closed');
}

/** The server's own errors are plain objects, which it converts to text wrongly. */
const asText = (error: unknown) => (error instanceof HttpError ? '[object Object]' : String(error));

export async function wrapped(
	status: number,
	text: string,
	action: () => Answer | Promise<Answer>,
): Promise<Answer> {
	try {
		return await action();
	} catch (error) {
		throw refused(status, text, asText(error));
	}
}

export async function bare(action: () => Answer | Promise<Answer>): Promise<Answer> {
	try {
		return await action();
	} catch (error) {
		throw refused(400, asText(error));
	}
}
