import { rowId, uuid } from '../core/ids';
import type { Json } from '../core/data';
import { asObject, asString, compact, optionalString } from '../core/values';
import type { Instance } from '../state/instance';
import type { State } from '../state/state';
import { asSent, newMessage } from './record';

/** For an `EVOLUTION` instance, the server reports contact and chat again with every message. */
function meet(state: State, instance: Instance, jid: string, pushName: string | undefined): void {
	const chat = instance.messages.chat(jid);
	const isKnown = chat?.introduced === true;
	if (chat) chat.introduced = true;
	const now = new Date().toISOString();
	const old = instance.contacts.get(jid);
	instance.contacts.set(jid, {
		id: old?.id ?? rowId(),
		jid,
		name: pushName ?? old?.name ?? '',
		createdAt: old?.createdAt ?? now,
		updatedAt: now,
	});
	const data = { remoteJid: jid, instanceId: instance.id };
	const contact = compact({ remoteJid: jid, pushName, instanceId: instance.id });
	state.emit({ instance, event: 'contacts.upsert', data: contact });
	if (isKnown) state.emit({ instance, event: 'chats.update', data });
	state.emit({ instance, event: 'chats.upsert', data });
}

/** Receives another system's message for an EVOLUTION instance; message and sender are used unchanged. */
export function receiveEvolution(state: State, instance: Instance, body: Json): void {
	const key = asObject(body.key);
	const remoteJid = asString(key.remoteJid);
	const pushName = optionalString(body.pushName);
	const fromMe = key.fromMe === true;
	const message = newMessage(instance, {
		key: { id: optionalString(key.id) ?? uuid(), remoteJid, fromMe },
		sender: fromMe ? '' : remoteJid,
		pushName: pushName ?? null,
		messageType: asString(body.messageType),
		message: asObject(body.message),
		source: 'unknown',
		status: 'DELIVERY_ACK',
	});
	instance.messages.add(message);
	const data = asSent(message);
	delete data.status;
	const { id } = message.key;
	state.emit({ instance, event: 'messages.upsert', data, messageId: id });
	meet(state, instance, remoteJid, pushName);
	state.changed({ type: 'message', instance: instance.name, chat: remoteJid, id });
}
