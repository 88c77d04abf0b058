import { HttpError, refused } from '../core/answers';
import type { Answer } from '../core/types';
import type { Instance } from '../state/instance';

/** Throws what the server's WhatsApp client throws while the phone is not connected; `method` is what was called. */
export function useClient({ hasClient, state }: Instance, method: string): void {
	if (!hasClient) {
		throw new TypeError(`Cannot read properties of undefined (reading '${method}')`);
	}
	if (state !== 'open') throw new Error('Connection Closed');
}

/** The server's own errors are plain objects, and it turns them into texts the wrong way. */
const asText = (error: unknown) => (error instanceof HttpError ? '[object Object]' : String(error));

/** Runs `action`; whatever it throws becomes the second text of an error of the server's own, as in its handlers. */
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

/** Like `wrapped`, where the server answers with nothing but a 400 and what was thrown. */
export async function bare(action: () => Answer | Promise<Answer>): Promise<Answer> {
	try {
		return await action();
	} catch (error) {
		throw refused(400, asText(error));
	}
}
