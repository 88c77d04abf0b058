import type { Json } from '../core/data';
import { asString, compact } from '../core/values';
import { simError } from '../core/answers';
import type { Instance } from '../state/instance';
import { chatOf, type Message } from '../state/message';
import type { State } from '../state/state';
import { noteDeletion, noteEdit } from './edited';
import type { Origin } from './incoming';

/** The message that `targetId` names. */
export function findTargetMessage(instance: Instance, body: Json): Message {
	const target = instance.messages.get(asString(body.targetId));
	if (!target) throw simError(404, `There is no message "${asString(body.targetId)}"`);
	return target;
}

const PRESENCES = ['available', 'unavailable', 'composing', 'recording', 'paused'];

type Change = (state: State, instance: Instance, origin: Origin, body: Json) => Json;

/** What a person can do that makes no new message. */
export const changes: Record<string, Change> = {
	presence(state, instance, { chat, sender }, body) {
		const lastKnownPresence = asString(body.presence);
		if (!PRESENCES.includes(lastKnownPresence)) {
			throw simError(400, `"presence" must be one of ${PRESENCES.join(', ')}`);
		}
		const data = { id: chat, presences: { [sender]: { lastKnownPresence } } };
		state.emit({ instance, event: 'presence.update', data });
		return data;
	},
	edit(state, instance, _origin, body) {
		const target = findTargetMessage(instance, body);
		const text = asString(body.text);
		noteEdit(target, text, Date.now() + state.config.whatsappClockMs);
		const editedMessage = { conversation: text };
		const data = { key: target.key, type: 14, editedMessage, timestampMs: Date.now() };
		state.emit({ instance, event: 'messages.edited', data });
		told(state, instance, target);
		return data;
	},
	delete(state, instance, _origin, body) {
		const target = findTargetMessage(instance, body);
		noteDeletion(target, Date.now() + state.config.whatsappClockMs);
		const { remoteJid, fromMe, id, participant } = target.key;
		const data = compact({ remoteJid, fromMe, id, participant, status: 'DELETED' });
		state.emit({ instance, event: 'messages.delete', data });
		told(state, instance, target);
		return data;
	},
};

function told(state: State, instance: Instance, { key }: Message): void {
	state.changed({ type: 'update', instance: instance.name, chat: chatOf(key), id: key.id });
}
