import type { Caller, Connection } from '../../http/connection';
import { fillRoute } from '../../http/route';
import { trySend } from '../request';

/**
 * Asks for the server's own time, which `clock.ts` finds in the answer. No route is there for it, but servers from 2.3.3
 * on write it beside the reason why they refuse a template, and one without a name is always refused. Of older servers it
 * is known as soon as they have sent something.
 */
export async function askOwnTime(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<void> {
	await trySend(context, connection, {
		method: 'POST',
		path: fillRoute('/template/create/{instance}', { instance }),
		body: { category: '' },
		retry: 'neverAfterSent',
		instance,
	});
}
