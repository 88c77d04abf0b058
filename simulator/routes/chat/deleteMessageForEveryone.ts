import { created } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asString, compact } from '../../core/values';
import type { Message } from '../../state/message';
import { isGroupJid } from '../../whatsapp/numbers';
import { protocolAnswer } from '../../whatsapp/protocol';
import { checkConnection, perChannel } from '../../whatsapp/send';
import { withBase64Bytes } from '../../whatsapp/wire';

const rowOf = (message: Message) => ({
	id: message.id,
	instanceId: message.instanceId,
	key: message.key,
	messageType: message.messageType,
	status: 'DELETED',
	source: message.source,
	messageTimestamp: Math.floor(Date.now() / 1000),
	pushName: message.pushName,
	participant: message.key.participant ?? null,
	message: withBase64Bytes(message.message),
});

function baileys({ state, instance, body }: InstanceCall) {
	checkConnection(instance);
	const { id, remoteJid, fromMe, participant } = body;
	const target = instance.messages.get(asString(id));
	if (target && !target.deleted) {
		target.deleted = true;
		target.updates.push('DELETED');
		state.emit({ instance, event: 'messages.delete', data: rowOf(target) });
		const { key } = target;
		state.changed({ type: 'update', instance: instance.name, chat: key.remoteJid, id: key.id });
	}
	const answer = protocolAnswer(compact({ remoteJid, fromMe, id, participant }), {
		type: 'REVOKE',
	});
	const isGroup = isGroupJid(asString(remoteJid));
	return created({ ...answer, ...(isGroup && { participant: instance.ownerJid }) });
}

/** The answer is the same for a message that the server doesn't know. */
export const deleteMessageForEveryone: InstanceRoute = {
	method: 'DELETE',
	path: '/chat/deleteMessageForEveryone/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			id: textSchema,
			fromMe: truthSchema,
			remoteJid: textSchema,
			participant: textSchema,
		},
		required: ['id', 'fromMe', 'remoteJid'],
		...notEmpty('id', 'remoteJid', 'participant'),
	},
	handler: perChannel({ baileys }),
};
