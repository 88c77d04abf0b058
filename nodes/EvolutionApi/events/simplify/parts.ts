import type { IDataObject } from 'n8n-workflow';

import type { Said } from '../../core/server/delivery';
import { recordOf } from '../../core/values/answer';
import { firstText } from '../../core/values/loose';
import { eventDetails, inviteDetails, orderDetails, productDetails, targetOnly } from './business';
import {
	buttonAnswer,
	interactiveAnswer,
	listAnswer,
	optionsIn,
	pollDetails,
	pollVote,
	reactionDetails,
	templateAnswer,
} from './chosenAnswers';
import type { Kind } from './kinds';
import { contactDetails, contactsDetails, locationDetails } from './places';

/** How to read the part under one key of a message: `{ imageMessage: part }`. */
interface PartReader {
	readonly kind: Kind | ((part: IDataObject) => Kind);
	/** What a person reads in it. */
	readonly text?: (part: IDataObject) => unknown;
	/** Further keys of the item. */
	readonly details?: (part: IDataObject, said: Said) => IDataObject;
	/** Whether it comes with a file. */
	readonly isMedia?: true;
}

const caption = (part: IDataObject) => part.caption;
const name = (part: IDataObject) => part.name;
const displayText = (part: IDataObject) => part.selectedDisplayText;

const poll: PartReader = { kind: 'poll', text: name, details: pollDetails };

/** What a template shows, in any of its layouts. */
function templateText(part: IDataObject): unknown {
	const { hydratedTemplate, hydratedFourRowTemplate, interactiveMessageTemplate } = part;
	const filled = recordOf(hydratedTemplate ?? hydratedFourRowTemplate);
	return firstText(
		filled.hydratedContentText,
		recordOf(recordOf(interactiveMessageTemplate).body).text,
		// Business instances.
		part.text,
	);
}

const PARTS: Record<string, PartReader> = {
	extendedTextMessage: { kind: 'text', text: ({ text }) => text },
	imageMessage: { kind: 'image', text: caption, isMedia: true },
	videoMessage: { kind: 'video', text: caption, isMedia: true },
	ptvMessage: { kind: 'videoNote', text: caption, isMedia: true },
	audioMessage: { kind: ({ ptt }) => (ptt === true ? 'voice' : 'audio'), isMedia: true },
	documentMessage: { kind: 'document', text: caption, isMedia: true },
	stickerMessage: { kind: 'sticker', isMedia: true },
	locationMessage: { kind: 'location', text: ({ comment }) => comment, details: locationDetails },
	liveLocationMessage: { kind: 'liveLocation', text: caption, details: locationDetails },
	contactMessage: { kind: 'contact', details: contactDetails },
	contactsArrayMessage: { kind: 'contacts', details: contactsDetails },
	pollCreationMessage: poll,
	pollCreationMessageV2: poll,
	pollCreationMessageV3: poll,
	pollCreationMessageV5: poll,
	pollUpdateMessage: {
		kind: 'pollVote',
		text: (part) => optionsIn(part)?.join(', '),
		details: pollVote,
	},
	reactionMessage: { kind: 'reaction', text: ({ text }) => text, details: reactionDetails },
	encReactionMessage: { kind: 'reaction', details: targetOnly('targetMessageKey') },
	buttonsResponseMessage: { kind: 'buttonAnswer', text: displayText, details: buttonAnswer },
	templateButtonReplyMessage: {
		kind: 'templateAnswer',
		text: displayText,
		details: templateAnswer,
	},
	listResponseMessage: { kind: 'listAnswer', text: ({ title }) => title, details: listAnswer },
	interactiveResponseMessage: {
		kind: 'interactiveAnswer',
		text: ({ body }) => recordOf(body).text,
		details: interactiveAnswer,
	},
	buttonsMessage: { kind: 'buttons', text: ({ contentText }) => contentText },
	interactiveMessage: { kind: 'buttons', text: ({ body }) => recordOf(body).text },
	listMessage: {
		kind: 'list',
		text: ({ description, title }) => firstText(description, title),
	},
	templateMessage: { kind: 'template', text: templateText },
	orderMessage: { kind: 'order', text: ({ message }) => message, details: orderDetails },
	productMessage: { kind: 'product', text: ({ body }) => body, details: productDetails },
	groupInviteMessage: { kind: 'groupInvite', text: caption, details: inviteDetails },
	eventMessage: { kind: 'event', text: name, details: eventDetails },
	albumMessage: { kind: 'album' },
	// What is left of a call in the chat.
	call: { kind: 'call' },
	callLogMesssage: { kind: 'call' },
	bcallMessage: { kind: 'call' },
	pinInChatMessage: { kind: 'pin', details: targetOnly('key') },
};

const readers = new Map(Object.entries(PARTS));

export interface MessagePart {
	readonly reader: PartReader;
	readonly content: IDataObject;
}

/** The part that says what kind of message it is; undefined if none is known. */
export function messagePartOf(message: IDataObject, type: unknown): MessagePart | undefined {
	// The EVOLUTION channel keeps only the address of a file: then the type says what it is.
	for (const key of [...Object.keys(message), firstText(type) ?? '']) {
		const reader = readers.get(key);
		if (reader !== undefined) return { reader, content: recordOf(message[key]) };
	}
	return undefined;
}
