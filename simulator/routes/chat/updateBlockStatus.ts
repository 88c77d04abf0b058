import { created } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { reachable } from '../../whatsapp/numbers';
import { perChannel } from '../../whatsapp/send';

function changeBlock({ state, instance, body }: InstanceCall) {
	const jid = reachable(state.config, asString(body.number));
	useClient(instance, 'updateBlockStatus');
	const { blocked } = instance.account;
	if (body.status === 'block') blocked.add(jid);
	else blocked.delete(jid);
	return created({ block: 'success' });
}

export const updateBlockStatus: InstanceRoute = {
	method: 'POST',
	path: '/chat/updateBlockStatus/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: { number: textSchema, status: { type: 'string', enum: ['block', 'unblock'] } },
		required: ['number', 'status'],
		...notEmpty('number', 'status'),
	},
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Error blocking user', () => changeBlock(call)),
	}),
};
