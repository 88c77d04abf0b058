import { randomBytes } from 'node:crypto';
import type { Json } from '../../core/data';
import { asString } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { newMessage } from '../../whatsapp/record';
import { sentId } from '../../core/ids';
import { lidOf } from '../../whatsapp/lid';
import { goSeconds } from '../core/time';
import { tell } from './goEvent';

const CALL_EVENTS: Record<string, { event: string; tag: string }> = {
	offer: { event: 'CallOffer', tag: 'offer' },
	accept: { event: 'CallAccept', tag: 'accept' },
	terminate: { event: 'CallTerminate', tag: 'terminate' },
	notice: { event: 'CallOfferNotice', tag: 'offer_notice' },
	latency: { event: 'CallRelayLatency', tag: 'relaylatency' },
};

export const CALL_ACTIONS = Object.keys(CALL_EVENTS);

function ownKeys(action: string, body: Json): Json {
	if (action === 'terminate') return { Reason: asString(body.reason) };
	if (action === 'notice') return { Media: body.video === true ? 'video' : 'audio', Type: 'group' };
	const Remote = { RemotePlatform: 'android', RemoteVersion: '2.26.1' };
	return action === 'latency' ? {} : Remote;
}

/** Sends the server's automatic answer to a call. There's no event for it. */
function answerCall({ state, instance }: { state: State; instance: Instance }, chat: string): void {
	const text = asString(instance.settings.msgCall);
	if (text === '') return;
	const message = newMessage(instance, {
		key: { remoteJid: chat, fromMe: true, id: sentId() },
		sender: instance.ownerJid ?? '',
		pushName: instance.profileName,
		messageType: 'extendedTextMessage',
		message: { extendedTextMessage: { text } },
		source: 'web',
		status: 'SERVER_ACK',
	});
	instance.messages.add(message);
	const { id } = message.key;
	state.changed({ type: 'message', instance: instance.name, chat, id });
}

/** A server that rejects calls sends no event for a call that begins. */
export function hearCall(state: State, instance: Instance, from: string, body: Json): Json {
	const action = asString(body.action) || 'offer';
	const { event, tag } = CALL_EVENTS[action];
	const CallID = asString(body.callId) || randomBytes(6).toString('hex').toUpperCase();
	if (action === 'offer' && instance.settings.rejectCall === true) {
		answerCall({ state, instance }, from);
		return { rejected: true, callId: CallID };
	}
	const video = { Tag: 'video', Attrs: {}, Content: null };
	const data = {
		From: from,
		Timestamp: goSeconds(Date.now()),
		CallCreator: from,
		CallCreatorAlt: lidOf(from),
		CallID,
		GroupJID: asString(body.group),
		...ownKeys(action, body),
		Data: {
			Tag: tag,
			Attrs: { 'call-creator': from, 'call-id': CallID },
			Content: body.video === true ? [video] : null,
		},
	};
	tell(state, instance, { event, data });
	return { callId: CallID };
}
