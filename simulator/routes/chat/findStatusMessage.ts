import { createHash } from 'node:crypto';
import { ok } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import type { Message } from '../../state/message';
import { pageOf, pageSize } from './paging';

const statusId = ({ id }: Message, index: number) =>
	`c${createHash('sha1').update(`${id}:${index}`).digest('hex').slice(0, 24)}`;

const rows = (message: Message): Json[] =>
	message.updates.map((status, index) => ({
		id: statusId(message, index),
		keyId: message.key.id,
		remoteJid: message.key.remoteJid,
		fromMe: message.key.fromMe,
		participant: null,
		pollUpdates: null,
		status,
		messageId: message.id,
		instanceId: message.instanceId,
	}));

/** The server checks `status`, `fromMe` and `participant`, but then ignores them. */
export const findStatusMessage: InstanceRoute = {
	method: 'POST',
	path: '/chat/findStatusMessage/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			where: {
				type: 'object',
				properties: {
					_id: textSchema,
					remoteJid: textSchema,
					id: textSchema,
					fromMe: truthSchema,
					participant: textSchema,
					status: {
						type: 'string',
						enum: ['ERROR', 'PENDING', 'SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED'],
					},
				},
				...notEmpty('_id', 'remoteJid', 'id', 'status'),
			},
			limit: { type: 'integer' },
		},
	},
	handler({ instance, body }) {
		const { id, remoteJid } = asObject(body.where);
		const size = pageSize(body.offset, 'messageUpdate');
		const jid = asString(remoteJid);
		const found = [...instance.messages.newestFirst()]
			.reverse()
			.filter(({ key }) => (!id || key.id === id) && (!jid || key.remoteJid === jid))
			.flatMap(rows);
		return ok(pageOf(found, body.page, size));
	},
};
