import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf, textOrNull } from '../../../values/answer';
import { asJid } from '../../../values/jid';
import { unwrap } from '../../messageContent';
import type { GoRoutes } from '../goRoute';
import { bodyOf, sendGo } from '../outgoing';
import { refuseIf } from '../refuse';

// About a message that is there already.

const DATA_URL = /^data:([^,]*?);base64,/;

/** Kinds of messages whose file the server can fetch, and what it is called in the answer of Evolution API. */
const WITH_FILE = [
	'imageMessage',
	'videoMessage',
	'audioMessage',
	'documentMessage',
	'stickerMessage',
] as const;

/** What the webhook puts beside the file: not part of the message. */
const ADDED = ['base64', 'mediaUrl', 'mimetype'];

/** The part of a message with the file, `[kind, content]`. */
function filePartOf(
	message: IDataObject,
): readonly [kind: string, content: IDataObject] | undefined {
	const { message: inner } = unwrap(withSmallKeys(message));
	const kind = WITH_FILE.find((name) => isRecord(inner[name]));
	if (kind !== undefined) return [kind, recordOf(inner[kind])];
	// The server takes a round video for none, but its parts are those of another one.
	return isRecord(inner.ptvMessage) ? ['videoMessage', inner.ptvMessage] : undefined;
}

/** Go's JSON has a capital letter in what is wrapped. */
function withSmallKeys(message: IDataObject): IDataObject {
	const wrapped = recordOf(message.documentWithCaptionMessage);
	const inner = wrapped.message ?? wrapped.Message;
	const given = Object.entries(message).filter(([key]) => !ADDED.includes(key));
	return {
		...Object.fromEntries(given),
		...(isRecord(inner) ? { documentWithCaptionMessage: { message: inner } } : {}),
	};
}

export const messageRoutes = {
	/** The reaction gets the ID of the message. */
	async 'POST /message/sendReaction/{instance}'(translated) {
		const { key, reaction } = bodyOf(translated);
		const { remoteJid, id, fromMe, participant } = recordOf(key);
		const number = asJid(String(remoteJid));
		const body = {
			number,
			id: String(id),
			fromMe: fromMe === true,
			// An empty text is refused.
			reaction: textOrNull(reaction) ?? 'remove',
			...(textOrNull(participant) === null ? {} : { participant }),
		};
		// The state of the message says nothing about its reaction.
		return await sendGo(translated, '/message/react', body, { number });
	},

	/** Before 0.7 the server says that it has done it, and WhatsApp ignores it. */
	async 'POST /chat/updateMessage/{instance}'(translated) {
		const { number, text: message, key } = bodyOf(translated);
		const body = { chat: asJid(String(number)), message, messageId: recordOf(key).id };
		await translated.go({ method: 'POST', path: '/message/edit', body });
		return {};
	},

	async 'DELETE /chat/deleteMessageForEveryone/{instance}'(translated) {
		const { id: messageId, remoteJid, fromMe } = bodyOf(translated);
		const hint = 'Delete the message on the phone.';
		refuseIf(
			fromMe !== true,
			['fromMe'],
			'must be on with Evolution Go, which deletes only messages of the account itself',
			hint,
		);
		const body = { chat: asJid(String(remoteJid)), messageId };
		await translated.go({ method: 'POST', path: '/message/delete', body });
		return {};
	},

	/** From the message itself, since the server keeps none. */
	async 'POST /chat/getBase64FromMediaMessage/{instance}'(translated) {
		const { message: given, convertToMp4 } = bodyOf(translated);
		const { message, Message } = recordOf(given);
		// A delivery writes it with a capital letter.
		const part = filePartOf(recordOf(message ?? Message));
		refuseIf(
			part === undefined,
			['options', 'wholeMessage'],
			'must contain a message with a file: Evolution Go keeps no messages to look it up',
			'Enter the message as the webhook of the server brought it: the item, or its "data".',
		);
		const noOther = 'does not work with Evolution Go';
		refuseIf(convertToMp4 === true, ['options', 'convertToMp4'], noOther, 'Remove the option.');
		const [kind, content] = part ?? ['', {}];
		const body = { message: { [kind]: content } };
		const answer = recordOf(
			await translated.go({ method: 'POST', path: '/message/downloadmedia', body }),
		);
		const base64 = textOrNull(answer.base64) ?? '';
		const { mimetype, fileName, caption, fileLength, width, height } = content;
		return {
			mediaType: kind,
			...(textOrNull(fileName) === null ? {} : { fileName }),
			...(textOrNull(caption) === null ? {} : { caption }),
			mimetype: textOrNull(mimetype) ?? DATA_URL.exec(base64)?.[1],
			size: { fileLength, width, height },
			base64: base64.replace(DATA_URL, ''),
		};
	},
} satisfies GoRoutes;
