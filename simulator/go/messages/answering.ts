import { randomBytes } from 'node:crypto';
import type { Json } from '../../core/data';
import { asList, asObject, asString } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import { lidOf } from '../../whatsapp/lid';
import { encryptVote } from '../../whatsapp/pollVote';
import { isGroup } from '../core/jids';

// What answers another message names it, and who votes encrypts the vote, both by the addresses that WhatsApp uses in the
// chat. The server hands that on as it came.

const isLid = (jid = '') => jid.endsWith('@lid');

/** The LID of who wrote a message. */
export function senderLid({ key, sender }: Message): string {
	if (isLid(sender)) return sender;
	const given = key.fromMe ? [key.participant] : [key.participant, key.remoteJid];
	return given.find(isLid) ?? lidOf(sender);
}

/** Groups are all of LIDs; private chats where WhatsApp says so. */
const isByLid = ({ key }: Message) => isGroup(key.remoteJid) || isLid(key.remoteJid);

/** Who wrote, as WhatsApp says it in the chat. What we write on the phone has our number, save in groups. */
function addressOf(message: Message): string {
	const isNumber = message.key.fromMe && !isGroup(message.key.remoteJid);
	return isByLid(message) && !isNumber ? senderLid(message) : message.sender;
}

const ownAddress = ({ ownerJid }: Instance, message: Message): string =>
	isByLid(message) ? lidOf(ownerJid ?? '') : (ownerJid ?? '');

/** Who wrote `target`, as it stands in an answer to it. */
function authorIn(instance: Instance, answer: Message, target: Message): string {
	if (target.sender === answer.sender) return addressOf(answer);
	return target.sender === instance.ownerJid ? ownAddress(instance, answer) : addressOf(target);
}

/** The key of `target` as who answers it sees it: a private chat is the one with us, and `fromMe` what they wrote. */
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

/** The 32 bytes with which others encrypt what they say of a message. */
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
 * Whether the server can read a vote: it has put the number of the voter in the place of the LID by then (W:1211, :1280 of
 * 9337afc), and what was encrypted by the LID cannot be decrypted by the number. A LID without a number is left as it is.
 */
export const isReadableVote = (message: Message): boolean => addressOf(message) === message.sender;

/** A reaction or a vote in Go's JSON, with key and vote as they come from the other phone. */
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
