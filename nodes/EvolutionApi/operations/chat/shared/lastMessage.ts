import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { InputProblem } from '../../../core/input/inputProblem';
import { inChat, secondsOf, STORE_ROUTE } from '../../../core/server/evolutionApi/messageStore';
import { recordOf, recordsIn } from '../../../core/values/answer';
import { collectionInput } from '../../../fields/collections';
import { collectionField, textField } from '../../../fields/fieldKinds';
import { flag, optionalText } from '../../../fields/inputs';
import { fromMe } from '../../../fields/messageKey';
import { optionalChat } from '../../../fields/recipient';

// To archive a chat or mark it as unread, WhatsApp needs the newest message in it. Users seldom have that at hand, so
// unless they give it, it comes from the server's message store.

export const lastMessage = collectionField('Last Message', 'lastMessage', {
	placeholder: 'Add field',
	description:
		'Newest message of the chat. Defaults to the newest one in the message store of the server.',
	options: [
		textField('Author', 'participant', {
			placeholder: 'e.g. 5511977776666',
			description: 'Number or JID of the group member who wrote the message',
		}),
		textField('Message ID', 'messageId', {
			placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
			description: 'ID of the message, as "lastMessage.messageId" in the output of Chat → Get Many',
		}),
		{ ...fromMe, default: false },
	],
});

export const lastMessageInput = collectionInput({
	participant: optionalChat,
	messageId: optionalText,
	fromMe: flag,
});

interface ChatInput {
	readonly recipient: string;
	readonly lastMessage?: z.output<typeof lastMessageInput>;
}

/** `POST /chat/findMessages/{instance}`: the newest message of the chat, unless it is given. */
export function lookUpLastMessage({ recipient, lastMessage: given }: ChatInput) {
	if (given?.messageId !== undefined) return undefined;
	return {
		path: STORE_ROUTE,
		body: { where: { key: inChat(recipient) }, page: 1, offset: 1 },
	};
}

/**
 * The last message in the form that the server expects.
 * @param current the answer to {@link lookUpLastMessage}
 * @throws {InputProblem} if it is neither given nor in the store
 */
export function lastMessageBody(
	{ recipient: remoteJid, lastMessage: given }: ChatInput,
	current: IDataObject,
): object {
	if (given?.messageId !== undefined) {
		const { messageId: id, fromMe: isOwn = false, participant } = given;
		return { key: { id, fromMe: isOwn, remoteJid, participant } };
	}
	const newest = newestOf(current);
	if (newest === undefined) {
		throw new InputProblem(
			['recipient'],
			'has no message in the message store of the server',
			'Check the chat. If the server does not store messages, add Last Message → Message ID.',
		);
	}
	return { key: newest.key, messageTimestamp: secondsOf(newest.messageTimestamp) };
}

function newestOf({ messages }: IDataObject): IDataObject | undefined {
	return recordsIn(recordOf(messages).records)[0];
}
