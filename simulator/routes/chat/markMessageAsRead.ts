import { created } from '../../core/answers';
import { keysSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asObject, asString } from '../../core/values';
import { isAtLeast } from '../../state/config';
import { useClient, wrapped } from '../../whatsapp/client';
import { isGroupJid } from '../../whatsapp/numbers';
import { readUpTo } from '../../whatsapp/reading';
import { perChannel } from '../../whatsapp/send';

function read({ state, instance, body }: InstanceCall) {
	useClient(instance, 'readMessages');
	for (const key of asList(body.readMessages)) {
		const jid = asString(asObject(key).remoteJid);
		// Before 2.4, the server ignores messages of a chat that is named by LID.
		const isPassedOn = isGroupJid(jid) || jid.endsWith('@s.whatsapp.net');
		if (isPassedOn || isAtLeast(state.config, '2.4.0')) readUpTo(state, instance, key);
	}
	return created({ message: 'Read messages', read: 'success' });
}

/** The answer is the same for messages that the server doesn't know. */
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
