import { created } from '../../core/answers';
import { keysSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { played } from '../../whatsapp/reading';
import { perChannel } from '../../whatsapp/send';

function markPlayed({ state, instance, body }: InstanceCall) {
	useClient(instance, 'sendReceipts');
	for (const key of asList(body.playedMessages)) played(state, instance, key);
	return created({ message: 'Played messages', played: 'success' });
}

export const markMessageAsPlayed: InstanceRoute = {
	method: 'POST',
	path: '/chat/markMessageAsPlayed/:instanceName',
	guard: 'instance',
	since: '2.4.0',
	schema: {
		type: 'object',
		properties: { playedMessages: keysSchema },
		required: ['playedMessages'],
	},
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Mark messages as played fail', () => markPlayed(call)),
	}),
};
