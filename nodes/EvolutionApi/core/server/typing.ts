import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from './connection';
import { trySend } from './request';
import { fillRoute } from './route';

/** What somebody can be seen to do before a message. */
export type Activity = 'composing' | 'recording';

/**
 * Shows "typing…" or "recording…" in a chat, and waits as long: `POST /chat/sendPresence/{instance}`. A message
 * with a `delay` would do the same in one request, but the server sends such a message even if n8n has been killed
 * in the meantime, and a later run would not see it in the message store yet. If it cannot be shown, the message
 * itself tells why, or goes out without it.
 */
export async function showTyping(
	context: IExecuteFunctions,
	{ connection, instance }: { readonly connection: Connection; readonly instance: string },
	number: string,
	{ activity = 'composing', delay }: { readonly activity?: Activity; readonly delay: number },
): Promise<void> {
	await trySend(context, connection, {
		method: 'POST',
		path: fillRoute('/chat/sendPresence/{instance}', { instance }),
		body: { number, presence: activity, delay },
		retry: 'neverAfterSent',
		instance,
	});
}
