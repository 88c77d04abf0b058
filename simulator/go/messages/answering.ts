import { randomBytes } from 'node:crypto';
import type { Json } from '../../core/data';
import { asList, asObject, asString } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import { lidOf } from '../../whatsapp/lid';
import { encryptVote } from '../../whatsapp/pollVote';
import { isGroup } from '../core/jids';

// Reactions and votes identify people by the addresses that WhatsApp uses in the chat: LIDs or phone numbers.

const isLid = (jid = '') => jid.endsWith('@lid');

export function senderLid({ key, sender }: Message): string {
	if (isLid(sender)) return sender;
	const addresses = key.fromMe ? [key.participant] : [key.participant, key.remoteJid];
	return addresses.find(isLid) ?? lidOf(sender);
}

/** Tells whether a chat uses LIDs: groups always do, private chats only if WhatsApp names them by LID. */
const isByLid = ({ key }: Message) => isGroup(key.remoteJid) || isLid(key.remoteJid);

/** Returns the sender's LID or number. Messages from the owner's phone name the owner by number, except in groups. */
function addressOf(message: Message): string {
	const isNumber = message.key.fromMe && !isGroup(message.key.remoteJid);
	return isByLid(message) && !isNumber ? senderLid(message) : message.sender;
}

const ownAddress = ({ ownerJid }: Instance, message: Message): string =>
	isByLid(message) ? lidOf(ownerJid ?? '') : (ownerJid ?? '');

function authorIn(instance: Instance, answer: Message, target: Message): string {
	if (target.sender === answer.sender) return addressOf(answer);
	return target.sender === instance.ownerJid ? ownAddress(instance, answer) : addressOf(target);
}

/** Returns the key of `target` as the answer's sender sees it: `fromMe` means that this sender wrote `target`. */
export function keySeenBy(instance: Instance, answer: Message, target: Message): Json {
	const { remoteJid, id } = target.key;
	const fromMe = target.sender === answer.sender;
	if (isGroup(remoteJid)) {
		const participant = authorIn(instance, answer, target);
		return { remoteJID: remoteJid, fromMe, ID: id, ...(!fromMe && { participant }) };
	}
	const chat = answer.key.fromMe ? answer.key.remoteJid : ownAddress(instance, answer);
	return { remoteJID: chat, fromMe, ID: id };
}

const secrets = new WeakMap<Message, Buffer>();

/** Returns the 32 bytes that encrypt reactions and votes on a message. */
export function secretOf(message: Message): Buffer {
	const { messageSecret } = asObject(message.message.messageContextInfo);
	if (Buffer.isBuffer(messageSecret)) return messageSecret;
	const secret = secrets.get(message) ?? randomBytes(32);
	secrets.set(message, secret);
	return secret;
}

function encryptedVote(instance: Instance, message: Message, poll: Message): Json {
	const { vote } = asObject(message.message.pollUpdateMessage);
	const { payload, iv } = encryptVote({
		secret: secretOf(poll),
		pollId: poll.key.id,
		pollSender: authorIn(instance, message, poll),
		voter: addressOf(message),
		options: asList(asObject(vote).selectedOptions).map(String),
	});
	return { encPayload: payload.toString('base64'), encIV: iv.toString('base64') };
}

/**
 * Tells whether the server can read a vote. The server replaces a voter's LID with the number (whatsmeow.go:1211, :1280 in
 * 0.7.2). After that, it can't decrypt a vote that was encrypted with the LID.
 */
export const isReadableVote = (message: Message): boolean => addressOf(message) === message.sender;

export function asAnswered(instance: Instance, message: Message, written: Json): Json {
	const targetOf = (key: unknown) => instance.messages.get(asString(asObject(key).ID));
	const { reactionMessage, pollUpdateMessage } = written;
	const reacted = targetOf(asObject(reactionMessage).key);
	if (reacted) {
		const key = keySeenBy(instance, message, reacted);
		return { ...written, reactionMessage: { ...asObject(reactionMessage), key } };
	}
	const poll = targetOf(asObject(pollUpdateMessage).pollCreationMessageKey);
	if (!poll) return written;
	const update = {
		...asObject(pollUpdateMessage),
		pollCreationMessageKey: keySeenBy(instance, message, poll),
		vote: encryptedVote(instance, message, poll),
	};
	return { ...written, pollUpdateMessage: update };
}
