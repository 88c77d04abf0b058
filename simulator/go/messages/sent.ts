import type { Json } from '../../core/data';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import { isGroup } from '../core/jids';
import { goNow } from '../core/time';
import { goOf } from '../state/goInstance';
import { infoFor, sourceFor } from './info';
import { toGo } from './protobuf';

export interface SentAs {
	/** the server's own name for the kind of message */
	type: string;
	quoted: { messageId: string; participant: string };
	/** false for buttons and lists: the server never marks their chat as a group */
	isGroup?: false;
	/** number that WhatsApp gives a post in a channel */
	serverId?: number;
	/** the message in answers and events, if it differs from the stored one */
	message?: Json;
	/** true if the server sends no event for the message */
	isSilent?: true;
}

const kinds = new WeakMap<Message, { as: SentAs; answer: Json }>();
const requested = new WeakSet<Message>();

export const noteRequested = (message: Message) => void requested.add(message);
export const isRequested = (message: Message): boolean => requested.has(message);

export function answerFor(instance: Instance, message: Message, as: SentAs): Json {
	const chat = message.key.remoteJid;
	const source = sourceFor({
		Chat: chat,
		Sender: goOf(instance).row.jid,
		IsFromMe: true,
		IsGroup: as.isGroup ?? isGroup(chat),
	});
	const about = { id: message.key.id, type: as.type, at: goNow(message.at), serverId: as.serverId };
	const answer = {
		Info: infoFor(source, about),
		Message: as.message ?? toGo(message.message),
		MessageContextInfo: {
			stanzaID: as.quoted.messageId,
			participant: as.quoted.participant,
			quotedMessage: { conversation: '' },
		},
	};
	kinds.set(message, { as, answer });
	return answer;
}

export const sentAs = (message: Message) => kinds.get(message);
