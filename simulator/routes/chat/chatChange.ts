import type { Schema } from 'jsonschema';
import { keySchema, notEmpty, textSchema } from '../../core/schema';
import { created, refused } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceCall } from '../../core/types';
import { asObject, asString } from '../../core/values';
import { useClient } from '../../whatsapp/client';
import { toJid } from '../../whatsapp/numbers';

export const chatProperties: Record<string, Schema> = {
	chat: textSchema,
	lastMessage: {
		type: 'object',
		properties: { key: keySchema, messageTimestamp: { type: 'integer', minLength: 1 } },
		required: ['key'],
		...notEmpty('messageTimestamp'),
	},
};

/** If the request has no `lastMessage`, the server's database query for the chat's last message fails. */
function changedChat({ chat, lastMessage }: Json): string {
	if (lastMessage) return asString(asObject(asObject(lastMessage).key).remoteJid);
	if (!chat) {
		throw new TypeError("Cannot set properties of undefined (setting 'messageTimestamp')");
	}
	const query = new Error(
		'\nInvalid `this.prismaRepository.message.findMany()` invocation:\n\nArgument `key`: Invalid value provided. Expected JsonFilter, provided Object.',
	);
	query.name = 'PrismaClientValidationError';
	throw query;
}

/** `flag` is the answer's key for success, such as `archived`. The error text contains `text`, such as "archiving". */
export function changeChat(
	{ state, instance, body }: InstanceCall,
	flag: string,
	text: string,
	apply: (jid: string) => void,
) {
	try {
		const chatId = changedChat(body);
		useClient(instance, 'chatModify');
		const jid = toJid(chatId);
		apply(jid);
		const data = [{ remoteJid: jid, instanceId: instance.id }];
		state.emit({ instance, event: 'chats.update', data });
		state.changed({ type: 'update', instance: instance.name, chat: jid });
		return created({ chatId, [flag]: true });
	} catch (error) {
		throw refused(500, {
			[flag]: false,
			message: [`An error occurred while ${text} the chat. Open a calling.`, String(error)],
		});
	}
}
