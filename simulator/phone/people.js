import { jidOf, nameOf, numberOf } from './view.js';

export function namesOf(chats, started = []) {
	const names = {};
	for (const chat of [...started, ...chats]) if (chat.name) names[chat.jid] = chat.name;
	return names;
}

export const OWN_PHONE = 'own-phone';

/**
 * Returns everyone as whom the person can write in a chat: `{ key, jid, name, fromMe }`. In a private chat this is the contact, and
 * in a group its `members` (`[{ jid, name }]`), or everyone known until they are loaded. The instance's own phone is always the last:
 * WhatsApp tells the server that its messages are "from me".
 */
export function speakersOf({ chat, chats, messages, instance, names, members }) {
	const known = () => [
		...chats.filter((one) => !one.isGroup).map((one) => one.jid),
		...messages.filter((message) => !message.fromMe).map((message) => jidOf(message.sender)),
	];
	const jids = chat.isGroup ? (members?.map(({ jid }) => jid) ?? known()) : [chat.jid];
	const people = [...new Set(jids)]
		.filter((jid) => jid && jid !== instance.ownerJid)
		.map((jid) => ({
			key: jid,
			jid,
			name: nameOf(
				senderIn(messages, jid) ?? members?.find((one) => one.jid === jid) ?? jid,
				names,
			),
			fromMe: false,
		}));
	const owner = {
		key: OWN_PHONE,
		jid: instance.ownerJid ?? '',
		name: `${instance.name}’s own phone`,
		fromMe: true,
	};
	return [...people, owner];
}

/** A server may store the number as the name, without the plus. */
export function roleOf({ fromMe, name, jid }, instance) {
	if (fromMe) return `You are the phone of ${instance.name}`;
	const number = numberOf(jid);
	return `You are ${name}${[number, number.slice(1)].includes(name) ? '' : ` (${number})`}`;
}

const senderIn = (messages, jid) =>
	messages.find((message) => jidOf(message.sender) === jid && message.sender?.name)?.sender;

export const isMine = (message, speaker, isGroup) =>
	speaker.fromMe
		? message.fromMe
		: !message.fromMe && (!isGroup || jidOf(message.sender) === speaker.jid);

/** The body of `POST /_sim/instances/:name/receive` for something that the speaker does in a chat. */
export const receiveBody = (speaker, chat, content) => ({
	...(speaker.fromMe
		? { from: speaker.jid || chat.jid, chat: chat.jid, fromMe: true }
		: { from: speaker.jid }),
	...(chat.isGroup && { chat: chat.jid }),
	...(!speaker.fromMe &&
		speaker.name &&
		!/^\+?\d+$/.test(speaker.name) && { pushName: speaker.name }),
	...content,
});
