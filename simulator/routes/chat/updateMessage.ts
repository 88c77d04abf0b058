import { badRequest, crashed, ok } from '../../core/answers';
import type { Json } from '../../core/data';
import { keySchema, notEmpty } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import { isAtLeast } from '../../state/config';
import type { Message } from '../../state/message';
import { noteEdit } from '../../whatsapp/edited';
import { isGroupJid, toJid } from '../../whatsapp/numbers';
import { protocolAnswer } from '../../whatsapp/protocol';
import { checkConnection, isUnlinked, perChannel } from '../../whatsapp/send';

const FIFTEEN_MINUTES = 15 * 60 * 1000;

/** Throws the errors of Baileys. If the body has no `text`, Baileys tries to build a message from `contacts`. */
function checkWritable({ body, instance }: InstanceCall): void {
	const missing = (key: string) =>
		crashed(`Cannot read properties of undefined (reading '${key}')`);
	if (!instance.hasClient) throw missing('sendMessage');
	if (isUnlinked(instance)) throw missing('id');
	if (body.text !== undefined) return;
	const { contacts } = asObject(body.contacts);
	throw crashed(
		Array.isArray(contacts) && contacts.length === 0
			? 'require atleast 1 contact'
			: 'Invalid media type',
	);
}

/** From 2.3.7 on, a server that stores no messages sends the edit without looking for the message. */
function editTarget(call: InstanceCall, id: string, jid: string): Message {
	const { state, instance } = call;
	const isBlind = !state.config.storesMessages && isAtLeast(state.config, '2.3.7');
	const target = isBlind ? instance.messages.get(id) : instance.messages.row(id);
	if (isBlind) {
		checkWritable(call);
		if (instance.state !== 'open') throw crashed('Connection Closed');
		// The simulator can only edit a message that the phone has.
		if (!target || (isGroupJid(jid) && !instance.groups.has(jid))) throw crashed('item-not-found');
		return target;
	}
	if (!target) throw badRequest('Message not compatible');
	if (target.key.remoteJid !== jid) throw badRequest('RemoteJid does not match');
	if (Date.now() - target.at > FIFTEEN_MINUTES)
		throw badRequest('Message is older than 15 minutes');
	return target;
}

function contentAfter({ message, messageType }: Message, text: string): Json {
	if (messageType === 'conversation') return { ...message, conversation: text };
	return { ...message, [messageType]: { ...asObject(message[messageType]), caption: text } };
}

function baileys(call: InstanceCall) {
	const { state, instance, body } = call;
	const jid = toJid(asString(body.number));
	const { id, remoteJid, fromMe } = asObject(body.key);
	const target = editTarget(call, asString(id), jid);
	checkConnection(instance);
	const text = asString(body.text);
	const editedMessage = { extendedTextMessage: { text } };
	const timestampMs = Date.now();
	const key = { remoteJid, fromMe, id };
	state.emit({
		instance,
		event: 'send.message.update',
		data: { key, editedMessage, timestampMs, type: 14 },
	});
	noteEdit(target, contentAfter(target, text), state.now());
	state.changed({ type: 'update', instance: instance.name, chat: jid, id: target.key.id });
	return ok(
		protocolAnswer(key, { type: 'MESSAGE_EDIT', editedMessage, timestampMs: String(timestampMs) }),
	);
}

export const updateMessage: InstanceRoute = {
	method: 'POST',
	path: '/chat/updateMessage/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: { number: { type: 'string' }, text: { type: 'string' }, key: keySchema },
		...notEmpty('number', 'text', 'key'),
	},
	handler: perChannel({ baileys }),
};
