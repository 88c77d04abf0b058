import { created } from '../../core/answers';
import { keysSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { readUpTo } from '../../whatsapp/reading';
import { perChannel } from '../../whatsapp/send';

function read({ state, instance, body }: InstanceCall) {
	useClient(instance, 'readMessages');
	for (const key of asList(body.readMessages)) readUpTo(state, instance, key);
	return created({ message: 'Read messages', read: 'success' });
}

/** Answers the same for messages that it does not know. */
export const markMessageAsRead: InstanceRoute = {
	method: 'POST',
	path: '/chat/markMessageAsRead/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: { readMessages: keysSchema },
		required: ['readMessages'],
	},
	handler: perChannel({ baileys: (call) => wrapped(500, 'Read messages fail', () => read(call)) }),
};
