import { fillRoute } from '../../http/route';
import { trySend } from '../request';
import type { Activity, Target } from '../adapter';

/**
 * Shows "typing…" or "recording…" in a chat for `delay` ms, and waits as long: `POST /chat/sendPresence/{instance}`. A
 * message with a `delay` would do the same in one request. But the server sends such a message even if n8n is killed in
 * the meantime, and a later run would not see it in the message store yet. If this fails, the message itself fails for the
 * same reason, or goes out without it.
 */
export async function showTyping(
	{ context, connection, instance }: Target,
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
