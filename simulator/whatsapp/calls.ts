import { receivedId, sentId } from '../core/ids';
import type { Json } from '../core/data';
import { asString, compact, optionalString } from '../core/values';
import type { Instance } from '../state/instance';
import type { State } from '../state/state';
import { lidOf } from './lid';
import { isGroupJid } from './numbers';
import { asSent, newMessage } from './record';
import { keepsRows } from './send';

/** Statuses of a call from WhatsApp's library (Types/Call.ts of Baileys rc.9). */
export const CALL_STATUSES = ['offer', 'ringing', 'timeout', 'reject', 'accept', 'terminate'];

/**
 * A caller with a hidden number is named by LID. Only builds of the server with Baileys rc10 or later also report the number
 * (`callerPn`).
 */
export function hearApiCall(state: State, instance: Instance, from: string, body: Json): Json {
	const status = optionalString(body.action) ?? 'offer';
	const group = optionalString(body.group);
	const caller = body.lid === true ? lidOf(from) : from;
	const { rejectCall, msgCall } = instance.settings;
	const text = asString(msgCall).trim();
	const isAnswered = status === 'offer' && text !== '';
	const call = compact({
		chatId: caller,
		// Before the server answers a call, it looks up the caller's number (whatsapp.baileys.service.ts 1890).
		from: isAnswered ? from : caller,
		callerPn: body.lid === true ? from : undefined,
		id: optionalString(body.callId) ?? receivedId(),
		date: new Date(state.now()).toISOString(),
		offline: body.offline === true,
		status,
		isVideo: body.video === true,
		isGroup: group !== undefined,
		groupJid: group !== undefined && isGroupJid(group) ? group : undefined,
	});
	state.emit({ instance, event: 'call', data: call });
	if (isAnswered) tellAnswer(state, instance, from, text);
	return { ...call, rejected: rejectCall === true && status === 'offer' };
}

/** The server reports its own reply to a caller as a received message (whatsapp.baileys.service.ts 1896). */
function tellAnswer(state: State, instance: Instance, chat: string, text: string): void {
	const message = newMessage(instance, {
		at: state.now(),
		key: { remoteJid: chat, fromMe: true, id: sentId() },
		sender: instance.ownerJid ?? '',
		pushName: 'Você',
		messageType: 'conversation',
		message: { conversation: text },
		source: 'web',
		status: 'PENDING',
		isStored: keepsRows(state, instance),
	});
	instance.messages.add(message);
	const { id } = message.key;
	state.emit({ instance, event: 'messages.upsert', data: asSent(message), messageId: id });
	state.changed({ type: 'message', instance: instance.name, chat, id });
}
