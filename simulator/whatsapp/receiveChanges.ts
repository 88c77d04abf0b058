import { randomBytes } from 'node:crypto';
import { receivedId } from '../core/ids';
import type { Json } from '../core/data';
import { asObject, asString, compact } from '../core/values';
import { simError } from '../core/answers';
import type { Instance } from '../state/instance';
import { chatOf, type Message } from '../state/message';
import type { State } from '../state/state';
import { noteDeletion, noteEdit } from './edited';
import type { Incoming, Origin } from './incoming';
import { keyFor, senderView } from './keys';
import { tellUpdate } from './updates';
import { long, quotable } from './wire';

export function findTargetMessage(instance: Instance, body: Json): Message {
	const target = instance.messages.get(asString(body.targetId));
	if (!target) throw simError(404, `There is no message "${asString(body.targetId)}"`);
	return target;
}

const PRESENCES = ['available', 'unavailable', 'composing', 'recording', 'paused'];

type ApplyChange = (state: State, instance: Instance, origin: Origin, body: Json) => Json;

export const changes: Record<string, ApplyChange> = {
	presence(state, instance, { chat, sender }, body) {
		const lastKnownPresence = asString(body.presence);
		if (!PRESENCES.includes(lastKnownPresence)) {
			throw simError(400, `"presence" must be one of ${PRESENCES.join(', ')}`);
		}
		const data = { id: chat, presences: { [sender]: { lastKnownPresence } } };
		state.emit({ instance, event: 'presence.update', data });
		return data;
	},
	edit(state, instance, origin, body) {
		const target = findTargetMessage(instance, body);
		return hearProtocol(state, instance, origin, {
			key: senderView(instance, origin, target),
			type: EDIT,
			editedMessage: { conversation: asString(body.text) },
			timestampMs: long(Date.now() + state.config.whatsappClockMs),
		});
	},
	delete(state, instance, origin, body) {
		const target = findTargetMessage(instance, body);
		const key = senderView(instance, origin, target);
		return hearProtocol(state, instance, origin, { key, type: REVOKE });
	},
	/** The phone's owner marks a message with a star, which causes an update without a status. */
	star(state, instance, _origin, body) {
		const target = findTargetMessage(instance, body);
		const { id, remoteJid, fromMe } = target.key;
		return tellUpdate(state, instance, target, { key: { id, remoteJid, fromMe } });
	},
};

const REVOKE = 0;
const EDIT = 14;

/** Returns the protocol message, which the server looks for in two places (whatsapp.baileys.service.ts 1123). */
export function protocolIn({ protocolMessage, editedMessage }: Json): Json | undefined {
	const inner = asObject(asObject(editedMessage).message).protocolMessage;
	const found = protocolMessage ?? inner;
	return found === undefined ? undefined : asObject(found);
}

/** The server emits `messages.edited` for every protocol message, and a second event for an edit or a deletion. */
export function hearProtocol(
	state: State,
	instance: Instance,
	origin: Origin,
	protocolMessage: Json,
): Json {
	const id = asString(asObject(protocolMessage.key).id);
	const target = instance.messages.get(id);
	const { type } = protocolMessage;
	const at = Date.now() + state.config.whatsappClockMs;
	const isEdit = type === EDIT || type === 'MESSAGE_EDIT';
	const isDeletion = type === REVOKE || type === 'REVOKE';
	if (target && isEdit) noteEdit(target, asObject(protocolMessage.editedMessage), at);
	if (target && isDeletion) noteDeletion(target, at);
	if (instance.integration === 'WHATSAPP-BAILEYS') {
		state.emit({ instance, event: 'messages.edited', data: protocolMessage });
	}
	if (!target || !(isEdit || isDeletion)) return protocolMessage;
	const key = { ...keyFor(state, instance, origin, receivedId()), id };
	if (isDeletion) {
		const data = compact({ ...key, status: 'DELETED' });
		state.emit({ instance, event: 'messages.delete', data });
	} else if (isBaileys(state, instance)) {
		const message = { editedMessage: { message: protocolMessage.editedMessage } };
		tellUpdate(state, instance, target, { key, message });
	}
	showChanged(state, instance, target);
	return protocolMessage;
}

const isBaileys = ({ config }: State, { integration }: Instance) =>
	config.server === 'api' && integration === 'WHATSAPP-BAILEYS';

function showChanged(state: State, instance: Instance, { key }: Message): void {
	state.changed({ type: 'update', instance: instance.name, chat: chatOf(key), id: key.id });
}

/**
 * Receives an edit as today's phones send it. The server can't read it: it sees a new message, and the old one stays unchanged
 * in its store. Only the phones show the new text.
 */
export function encryptedEdit(
	state: State,
	instance: Instance,
	origin: Origin,
	body: Json,
): Incoming {
	const target = findTargetMessage(instance, body);
	target.shownText = asString(body.text);
	target.edited = true;
	showChanged(state, instance, target);
	return {
		messageType: 'secretEncryptedMessage',
		message: {
			messageContextInfo: { deviceListMetadataVersion: 2 },
			secretEncryptedMessage: {
				targetMessageKey: senderView(instance, origin, target),
				encPayload: randomBytes(60),
				encIv: randomBytes(12),
				secretEncType: 2,
			},
		},
		attached: true,
	};
}

export const quoteContext = (target: Message, chat: string): Json => ({
	stanzaId: target.key.id,
	participant: target.key.participant || target.sender,
	quotedMessage: quotable(target.message),
	// A reply only contains `remoteJid` if the quoted message is a status, or in another chat.
	...(chatOf(target.key) !== chat && { remoteJid: target.key.remoteJid }),
});
