import { recordOf, textOrNull } from '../../../values/answer';
import { asJid } from '../../../values/jid';
import type { GoRoutes } from '../goRoute';
import { filePartOf } from '../messageFile';
import { bodyOf, sendGo } from '../outgoing';
import { refuseIf } from '../refuse';

// About a message that is there already.

const DATA_URL = /^data:([^,]*?);base64,/;

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
		const part = filePartOf(recordOf(recordOf(given).message));
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
		const base64 = String(answer.base64 ?? '');
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
