import type { IDataObject } from 'n8n-workflow';

import { isRecord, asRecord, asRecords, textOrNull } from '../../../core/values/answer';
import { asJid } from '../../../core/values/addresses';
import { unwrap } from '../../messageContent';
import { needsVersion } from '../neededVersions';
import { isBefore } from '../request';
import {
	becomesAnother,
	outgoing,
	outgoingWithoutId,
	readForwarding,
	readOutgoingBody,
	sendGo,
} from './outgoing';
import { refuseIf, type GoRoutes, type GoCall } from './route';

/** Replaces a text that the server requires, but the user left empty. */
const INVISIBLE_TEXT = '\u00a0';

/** Matches a link the way the server does. */
const LINK = /https?:\/\/\S/;

const ONE_CARD = 'Send each contact in a separate message, e.g. with Message → Send Sequence.';

function toVcard(contact: IDataObject[]): object {
	const [{ fullName, phoneNumber, wuid, organization, email, url } = {}] = contact;
	refuseIf(
		contact.length > 1,
		['contacts'],
		'has several contacts, but Evolution Go sends one per message',
		ONE_CARD,
	);
	const extra = textOrNull(email) ?? textOrNull(url);
	const problem = 'has an email or a website, which Evolution Go does not send';
	refuseIf(extra !== null, ['contacts'], problem, 'Leave Email and Website empty.');
	return {
		fullName,
		// The card's Message button only works with the number as WhatsApp writes it, in digits.
		phone: textOrNull(wuid) ?? String(phoneNumber).replace(/\D/g, ''),
		...(textOrNull(organization) === null ? {} : { organization }),
	};
}

export const textRoutes = {
	/** Sends a text with a preview through `/send/link`, which needs a link. `/send/text` doesn't show a preview. */
	async 'POST /message/sendText/{instance}'(call) {
		const { text, linkPreview } = readOutgoingBody(call);
		const hasPreview = linkPreview === true && LINK.test(String(text));
		const forwarding = await readForwarding(call);
		refuseIf(
			hasPreview && forwarding.forwardingScore !== undefined,
			['options', 'forwardingScore'],
			'does not go with Link Preview on Evolution Go',
			'Remove one of the two options.',
		);
		const body = { ...(await outgoing(call)), ...forwarding, text };
		return await sendGo(call, hasPreview ? '/send/link' : '/send/text', body, body);
	},

	async 'POST /message/sendPoll/{instance}'(call) {
		const { name: question, values: options, selectableCount: maxAnswer } = readOutgoingBody(call);
		const body = { ...(await outgoing(call)), question, options, maxAnswer };
		return await sendGo(call, '/send/poll', body, body);
	},

	async 'POST /message/sendLocation/{instance}'(call) {
		const { name, address, latitude, longitude } = readOutgoingBody(call);
		const hint = 'Enter a number close to it, such as 0.000001.';
		refuseIf(latitude === 0, ['latitude'], 'cannot be 0 with Evolution Go', hint);
		refuseIf(longitude === 0, ['longitude'], 'cannot be 0 with Evolution Go', hint);
		const body = {
			...(await outgoing(call)),
			name: textOrNull(name) ?? INVISIBLE_TEXT,
			address: textOrNull(address) ?? INVISIBLE_TEXT,
			latitude,
			longitude,
		};
		return await sendGo(call, '/send/location', body, body);
	},

	async 'POST /message/sendContact/{instance}'(call) {
		const vcard = toVcard(asRecords(readOutgoingBody(call).contact));
		const body = { ...(await outgoing(call)), vcard };
		return await sendGo(call, '/send/contact', body, body);
	},
} satisfies GoRoutes;

// Messages with buttons, lists or cards. The server chooses their IDs itself, unlike those of other messages.

const orInvisible = (text: unknown) => textOrNull(text) ?? INVISIBLE_TEXT;

const toGoButton = ({ type, displayText, id }: IDataObject) => ({
	type: String(type).toUpperCase(),
	displayText,
	id,
});

const UPDATE = 'Remove the option, or update the server.';

/** Refuses fields that the server would silently drop: mentions, and before 0.7.2 also quotes. @throws {InputProblem} */
async function outgoingChoices(call: GoCall) {
	const { mentionedJid, mentionAll, ...common } = await outgoingWithoutId(call);
	refuseIf(
		mentionedJid !== undefined || mentionAll !== undefined,
		['options', 'mentions'],
		'does not work with Evolution Go, whose buttons and lists mention no one',
		'Remove the option, or choose Send As → Numbered List.',
	);
	refuseIf(
		common.quoted !== undefined && (await isBefore(call, '0.7.2')),
		['options', 'replyTo'],
		'needs Evolution Go 0.7.2 or newer: older servers drop the quote of buttons and lists',
		UPDATE,
	);
	return common;
}

/** Refuses a number that the server may change to another person's number. @throws {InputProblem} */
const refuseOtherNumber = (number: string, hint: string): void =>
	refuseIf(
		becomesAnother(number),
		['recipient'],
		'has 13 digits of Mexico or Argentina, which Evolution Go may change to another number here',
		hint,
	);

/** Reads the picture, which only reply buttons support. The server doesn't report a failed download. @throws {InputProblem} */
function pictureOf(
	call: GoCall,
	{ isReply, isOld }: { readonly isReply: boolean; readonly isOld: boolean },
): { readonly imageUrl?: string } {
	const imageUrl = textOrNull(readOutgoingBody(call).thumbnailUrl);
	if (imageUrl === null) return {};
	const path = ['options', 'thumbnailUrl'];
	const onlyReply = 'works only with reply buttons on Evolution Go';
	refuseIf(!isReply, path, onlyReply, 'Remove the option.');
	refuseIf(isOld, path, 'needs Evolution Go 0.7.2 or newer', UPDATE);
	return { imageUrl };
}

/** Writes the title above the description, because a message with reply buttons shows no title since 0.7.2. */
function withTitle(title: unknown, description: unknown): string {
	const heading = textOrNull(title);
	const lines = [heading === null ? null : `*${heading}*`, textOrNull(description)];
	return orInvisible(lines.filter((line) => line !== null).join('\n\n'));
}

function refuseOtherButtons(cards: readonly IDataObject[]): void {
	const types = cards.flatMap(({ buttons }) => asRecords(buttons).map(({ type }) => type));
	refuseIf(
		types.some((type) => type !== 'reply'),
		['cards'],
		'has other buttons than reply buttons, which Evolution Go does not send in a carousel',
		'Write addresses and numbers into the text of the card.',
	);
}

export const choiceRoutes = {
	async 'POST /message/sendButtons/{instance}'(call) {
		const { title, description, footer, buttons } = readOutgoingBody(call);
		const common = await outgoingChoices(call);
		const isReply = asRecords(buttons).every(({ type }) => type === 'reply');
		const isOld = !isReply || (await isBefore(call, '0.7.2'));
		const body = {
			...common,
			...pictureOf(call, { isReply, isOld }),
			title: orInvisible(title),
			description: isOld ? orInvisible(description) : withTitle(title, description),
			footer: orInvisible(footer),
			buttons,
		};
		return await sendGo(call, '/send/button', body, body);
	},

	async 'POST /message/sendList/{instance}'(call) {
		const { title, description, buttonText, footerText, sections } = readOutgoingBody(call);
		const common = await outgoingChoices(call);
		if (becomesAnother(common.number) && (await isBefore(call, '0.7.2'))) {
			refuseOtherNumber(
				common.number,
				'Update the server to 0.7.2, or choose Send As → Numbered List.',
			);
		}
		const body = {
			...common,
			title: orInvisible(title),
			description: orInvisible(description),
			buttonText: orInvisible(buttonText),
			footerText: orInvisible(footerText),
			sections,
		};
		return await sendGo(call, '/send/list', body, body);
	},

	async 'POST /message/sendCarousel/{instance}'(call) {
		const { body: text, cards } = readOutgoingBody(call);
		const cardInputs = asRecords(cards);
		refuseOtherButtons(cardInputs);
		const common = await outgoingWithoutId(call);
		refuseOtherNumber(common.number, 'Send the cards as pictures with a caption.');
		const body = {
			...common,
			body: text,
			cards: cardInputs.map(({ body: cardText, footer, imageUrl, buttons }) => ({
				...(textOrNull(imageUrl) === null ? {} : { header: { imageUrl } }),
				body: { text: cardText },
				...(textOrNull(footer) === null ? {} : { footer }),
				buttons: asRecords(buttons).map(toGoButton),
			})),
		};
		return await sendGo(call, '/send/carousel', body, body);
	},
} satisfies GoRoutes;

const DATA_URL = /^data:([^,]*?);base64,/;

const WITH_FILE = [
	'imageMessage',
	'videoMessage',
	'audioMessage',
	'documentMessage',
	'stickerMessage',
] as const;

/** Keys that the server adds to the message in a webhook. */
const WEBHOOK_KEYS = ['base64', 'mediaUrl', 'mimetype'];

function makeFilePart(
	message: IDataObject,
): readonly [kind: string, content: IDataObject] | undefined {
	const { message: inner } = unwrap(withSmallKeys(message));
	const kind = WITH_FILE.find((name) => isRecord(inner[name]));
	if (kind !== undefined) return [kind, asRecord(inner[kind])];
	// The server doesn't know round videos, but fetches their files if they're passed as ordinary videos.
	return isRecord(inner.ptvMessage) ? ['videoMessage', inner.ptvMessage] : undefined;
}

function withSmallKeys(message: IDataObject): IDataObject {
	const wrapper = asRecord(message.documentWithCaptionMessage);
	const inner = wrapper.message ?? wrapper.Message;
	const entries = Object.entries(message).filter(([key]) => !WEBHOOK_KEYS.includes(key));
	return {
		...Object.fromEntries(entries),
		...(isRecord(inner) ? { documentWithCaptionMessage: { message: inner } } : {}),
	};
}

export const messageRoutes = {
	async 'POST /message/sendReaction/{instance}'(call) {
		if (await isBefore(call, '0.7.2')) throw needsVersion('A reaction', call.request);
		const { key, reaction } = readOutgoingBody(call);
		const { remoteJid, id, fromMe, participant } = asRecord(key);
		const number = asJid(String(remoteJid));
		const body = {
			number,
			id: String(id),
			fromMe: fromMe === true,
			// The server refuses an empty text.
			reaction: textOrNull(reaction) ?? 'remove',
			...(textOrNull(participant) === null ? {} : { participant }),
		};
		// No `id`: `sendGo` would take it for the ID of the reaction, but it's the ID of the message to react to.
		return await sendGo(call, '/message/react', body, { number });
	},

	async 'POST /chat/updateMessage/{instance}'(call) {
		if (await isBefore(call, '0.7')) throw needsVersion('An edit', call.request);
		const { number, text: message, key } = readOutgoingBody(call);
		const body = { chat: asJid(String(number)), message, messageId: asRecord(key).id };
		await call.go({ method: 'POST', path: '/message/edit', body });
		return {};
	},

	async 'DELETE /chat/deleteMessageForEveryone/{instance}'(call) {
		const { id: messageId, remoteJid, fromMe } = readOutgoingBody(call);
		const hint = 'Delete the message on the phone.';
		refuseIf(
			fromMe !== true,
			['fromMe'],
			'must be on with Evolution Go, which deletes only messages of the account itself',
			hint,
		);
		const body = { chat: asJid(String(remoteJid)), messageId };
		await call.go({ method: 'POST', path: '/message/delete', body });
		return {};
	},

	/** Reads the file from the message in the request, since the server stores no messages. */
	async 'POST /chat/getBase64FromMediaMessage/{instance}'(call) {
		const { message: wholeMessage, convertToMp4 } = readOutgoingBody(call);
		const { message, Message } = asRecord(wholeMessage);
		// In a delivery, the key `message` begins with a capital letter.
		const part = makeFilePart(asRecord(message ?? Message));
		refuseIf(
			part === undefined,
			['options', 'wholeMessage'],
			'must contain a message with a file, because Evolution Go stores no messages',
			'Enter the message as the webhook of the server delivered it: the item, or its "data".',
		);
		const noOther = 'does not work with Evolution Go';
		refuseIf(convertToMp4 === true, ['options', 'convertToMp4'], noOther, 'Remove the option.');
		const [kind, content] = part ?? ['', {}];
		const body = { message: { [kind]: content } };
		const answer = asRecord(
			await call.go({ method: 'POST', path: '/message/downloadmedia', body }),
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
