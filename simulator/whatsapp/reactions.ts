import { created } from '../core/answers';
import { sentId } from '../core/ids';
import type { Json } from '../core/data';
import type { Answer, InstanceCall } from '../core/types';
import { asObject, asString } from '../core/values';
import type { Message } from '../state/message';
import { isGroupJid } from './numbers';
import { asSent, newMessage } from './record';
import { checkConnection, findTarget } from './send';

/** Tells whether a reaction's key matches its target. Phones don't show a reaction with a wrong `fromMe` or `participant`. */
function isNamed({ key }: Message, { fromMe, participant }: Json): boolean {
	const isAuthor = [key.participant, key.participantAlt].includes(asString(participant));
	return fromMe === key.fromMe && (key.fromMe || !isGroupJid(key.remoteJid) || isAuthor);
}

/** The reaction is stored and reported like a message, but shown on its target, without its own bubble. */
export function react(call: InstanceCall): Answer {
	const { state, instance, body } = call;
	const key = asObject(body.key);
	const jid = findTarget(call, asString(key.remoteJid));
	checkConnection(instance);
	const emoji = asString(body.reaction);
	const own = instance.ownerJid ?? '';
	const message = newMessage(instance, {
		at: state.now(),
		key: { remoteJid: jid, fromMe: true, id: sentId() },
		sender: own,
		pushName: 'Você',
		messageType: 'reactionMessage',
		message: { reactionMessage: { text: emoji, key, senderTimestampMs: Date.now() } },
		source: 'web',
		status: 'PENDING',
		attached: true,
	});
	instance.messages.add(message);
	const found = instance.messages.get(asString(key.id));
	const target = found && isNamed(found, key) ? found : undefined;
	if (emoji) target?.reactions.set(own, emoji);
	else target?.reactions.delete(own);
	const data = asSent(message);
	state.emit({ instance, event: 'send.message', data });
	state.changed({ type: 'update', instance: instance.name, chat: jid, id: asString(key.id) });
	return created(data);
}
