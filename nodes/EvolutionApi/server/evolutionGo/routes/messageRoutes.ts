import type { IDataObject } from 'n8n-workflow';

import { isRecord, asRecord, asRecords, textOrNull } from '../../../core/values/answer';
import { asJid } from '../../../core/values/addresses';
import { unwrap } from '../../messageContent';
import { needsVersion } from '../neededVersions';
import { isBefore07, isBefore072 } from '../request';
import {
	becomesAnother,
	outgoing,
	outgoingWithoutId,
	readForwarding,
	readOutgoingBody,
	sendGo,
} from './outgoing';
import { refuseIf, type GoRoutes, type Translated } from './route';

/** In the place of a text that the server insists on, and nobody has entered. */
const INVISIBLE_TEXT = '\u00a0';

/** A link as the server finds it in a text. */
const LINK = /https?:\/\/\S/;

const ONE_CARD = 'Send each contact with a message of its own, e.g. with Message → Send Sequence.';

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
		// The server writes one number for both: what is shown, and what Message on the card opens a chat with. Only in
		// WhatsApp's own spelling, and of mere digits, does it lead to the person, and not to an invitation.
		phone: textOrNull(wuid) ?? String(phoneNumber).replace(/\D/g, ''),
		...(textOrNull(organization) === null ? {} : { organization }),
	};
}

/** Messages without a file or buttons. */
export const textRoutes = {
	/** Only `/send/link` shows a preview, and it needs a link. */
	async 'POST /message/sendText/{instance}'(translated) {
		const { text, linkPreview } = readOutgoingBody(translated);
		const hasPreview = linkPreview === true && LINK.test(String(text));
		const forwarding = await readForwarding(translated);
		refuseIf(
			hasPreview && forwarding.forwardingScore !== undefined,
			['options', 'forwardingScore'],
			'does not go with Link Preview on Evolution Go',
			'Remove one of the two options.',
		);
		const body = { ...(await outgoing(translated)), ...forwarding, text };
		return await sendGo(translated, hasPreview ? '/send/link' : '/send/text', body, body);
	},

	async 'POST /message/sendPoll/{instance}'(translated) {
		const {
			name: question,
			values: options,
			selectableCount: maxAnswer,
		} = readOutgoingBody(translated);
		const body = { ...(await outgoing(translated)), question, options, maxAnswer };
		return await sendGo(translated, '/send/poll', body, body);
	},

	async 'POST /message/sendLocation/{instance}'(translated) {
		const { name, address, latitude, longitude } = readOutgoingBody(translated);
		const hint = 'Enter a number beside it, such as 0.000001.';
		refuseIf(latitude === 0, ['latitude'], 'cannot be 0 with Evolution Go', hint);
		refuseIf(longitude === 0, ['longitude'], 'cannot be 0 with Evolution Go', hint);
		const body = {
			...(await outgoing(translated)),
			name: textOrNull(name) ?? INVISIBLE_TEXT,
			address: textOrNull(address) ?? INVISIBLE_TEXT,
			latitude,
			longitude,
		};
		return await sendGo(translated, '/send/location', body, body);
	},

	async 'POST /message/sendContact/{instance}'(translated) {
		const vcard = toVcard(asRecords(readOutgoingBody(translated).contact));
		const body = { ...(await outgoing(translated)), vcard };
		return await sendGo(translated, '/send/contact', body, body);
	},
} satisfies GoRoutes;

// Messages with buttons. Of these the ID cannot be chosen.

/** A text that the server insists on. */
const needed = (text: unknown) => textOrNull(text) ?? INVISIBLE_TEXT;

const toGoButton = ({ type, displayText, id }: IDataObject) => ({
	type: String(type).toUpperCase(),
	displayText,
	id,
});

const UPDATE = 'Remove the option, or update the server.';

/**
 * What buttons and lists have in common with other messages. What the server would leave out without a word is refused: whom
 * they mention, in every version, and before 0.7.2 also what they quote.
 * @throws {InputProblem}
 */
async function outgoingChoices(translated: Translated) {
	const { mentionedJid, mentionAll, ...common } = await outgoingWithoutId(translated);
	refuseIf(
		mentionedJid !== undefined || mentionAll !== undefined,
		['options', 'mentions'],
		'does not work with Evolution Go, whose buttons and lists mention nobody',
		'Remove the option, or choose Send As → Numbered List.',
	);
	refuseIf(
		common.quoted !== undefined && (await isBefore072(translated)),
		['options', 'replyTo'],
		'needs Evolution Go 0.7.2 or newer: before, buttons and lists lose what they answer',
		UPDATE,
	);
	return common;
}

/** Carousels, and lists before 0.7.2, are sent without `formatJid`. @throws {InputProblem} */
const refuseOtherNumber = (number: string, hint: string): void =>
	refuseIf(
		becomesAnother(number),
		['recipient'],
		'has 13 digits of Mexico or Argentina, of which Evolution Go may make another number here',
		hint,
	);

/** Only reply buttons have a picture. The server says nothing if it cannot fetch it. @throws {InputProblem} */
function readPicture(
	translated: Translated,
	{ isReply, isOld }: { readonly isReply: boolean; readonly isOld: boolean },
): { readonly imageUrl?: string } {
	const imageUrl = textOrNull(readOutgoingBody(translated).thumbnailUrl);
	if (imageUrl === null) return {};
	const path = ['options', 'thumbnailUrl'];
	const onlyReply = 'works only with reply buttons on Evolution Go';
	refuseIf(!isReply, path, onlyReply, 'Remove the option.');
	refuseIf(isOld, path, 'needs Evolution Go 0.7.2 or newer', UPDATE);
	return { imageUrl };
}

/** From 0.7.2 on reply buttons show no title, so it stands above the description, as with all other buttons. */
function withTitle(title: unknown, description: unknown): string {
	const shown = textOrNull(title);
	const lines = [shown === null ? null : `*${shown}*`, textOrNull(description)];
	return needed(lines.filter((line) => line !== null).join('\n\n'));
}

/** The server loses what the other buttons of a carousel lead to. */
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
	async 'POST /message/sendButtons/{instance}'(translated) {
		const { title, description, footer, buttons } = readOutgoingBody(translated);
		const common = await outgoingChoices(translated);
		const isReply = asRecords(buttons).every(({ type }) => type === 'reply');
		const isOld = !isReply || (await isBefore072(translated));
		const body = {
			...common,
			...readPicture(translated, { isReply, isOld }),
			title: needed(title),
			description: isOld ? needed(description) : withTitle(title, description),
			footer: needed(footer),
			buttons,
		};
		return await sendGo(translated, '/send/button', body, body);
	},

	async 'POST /message/sendList/{instance}'(translated) {
		const { title, description, buttonText, footerText, sections } = readOutgoingBody(translated);
		const common = await outgoingChoices(translated);
		if (becomesAnother(common.number) && (await isBefore072(translated))) {
			refuseOtherNumber(
				common.number,
				'Update the server to 0.7.2, or choose Send As → Numbered List.',
			);
		}
		const body = {
			...common,
			title: needed(title),
			description: needed(description),
			buttonText: needed(buttonText),
			footerText: needed(footerText),
			sections,
		};
		return await sendGo(translated, '/send/list', body, body);
	},

	async 'POST /message/sendCarousel/{instance}'(translated) {
		const { body: text, cards } = readOutgoingBody(translated);
		const given = asRecords(cards);
		refuseOtherButtons(given);
		const common = await outgoingWithoutId(translated);
		refuseOtherNumber(common.number, 'Send the cards as pictures with a caption.');
		const body = {
			...common,
			body: text,
			cards: given.map(({ body: shown, footer, imageUrl, buttons }) => ({
				...(textOrNull(imageUrl) === null ? {} : { header: { imageUrl } }),
				body: { text: shown },
				...(textOrNull(footer) === null ? {} : { footer }),
				buttons: asRecords(buttons).map(toGoButton),
			})),
		};
		return await sendGo(translated, '/send/carousel', body, body);
	},
} satisfies GoRoutes;

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
function makeFilePart(
	message: IDataObject,
): readonly [kind: string, content: IDataObject] | undefined {
	const { message: inner } = unwrap(withSmallKeys(message));
	const kind = WITH_FILE.find((name) => isRecord(inner[name]));
	if (kind !== undefined) return [kind, asRecord(inner[kind])];
	// The server takes a round video for none, but its parts are those of another one.
	return isRecord(inner.ptvMessage) ? ['videoMessage', inner.ptvMessage] : undefined;
}

/** Go's JSON has a capital letter in what is wrapped. */
function withSmallKeys(message: IDataObject): IDataObject {
	const wrapped = asRecord(message.documentWithCaptionMessage);
	const inner = wrapped.message ?? wrapped.Message;
	const given = Object.entries(message).filter(([key]) => !ADDED.includes(key));
	return {
		...Object.fromEntries(given),
		...(isRecord(inner) ? { documentWithCaptionMessage: { message: inner } } : {}),
	};
}

export const messageRoutes = {
	async 'POST /message/sendReaction/{instance}'(translated) {
		if (await isBefore072(translated)) throw needsVersion('A reaction', translated.asked);
		const { key, reaction } = readOutgoingBody(translated);
		const { remoteJid, id, fromMe, participant } = asRecord(key);
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

	async 'POST /chat/updateMessage/{instance}'(translated) {
		if (await isBefore07(translated)) throw needsVersion('An edit', translated.asked);
		const { number, text: message, key } = readOutgoingBody(translated);
		const body = { chat: asJid(String(number)), message, messageId: asRecord(key).id };
		await translated.go({ method: 'POST', path: '/message/edit', body });
		return {};
	},

	async 'DELETE /chat/deleteMessageForEveryone/{instance}'(translated) {
		const { id: messageId, remoteJid, fromMe } = readOutgoingBody(translated);
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
		const { message: given, convertToMp4 } = readOutgoingBody(translated);
		const { message, Message } = asRecord(given);
		// A delivery writes it with a capital letter.
		const part = makeFilePart(asRecord(message ?? Message));
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
		const answer = asRecord(
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
