import type { IDataObject } from 'n8n-workflow';

import { plainFileName } from '../core/files/fileTypes';
import type { MessageBody } from '../server/delivery';
import { collectTexts, readWrittenText } from '../server/messageContent';
import { meaningOf, type MESSAGE_FIELDS } from '../server/messageFields';
import { asRecord, asRecords, firstText, isRecord } from '../core/values/answer';
import type { MessageKind } from './messageKinds';
import {
	buttonAnswer,
	buttonsDetails,
	buttonsText,
	interactiveAnswer,
	interactiveAnswerText,
	interactiveDetails,
	interactiveKind,
	interactiveText,
	listAnswer,
	listDetails,
	listText,
	oldTemplateText,
	readHeader,
	templateAnswer,
	templateDetails,
	templateText,
} from './parts/buttons';
import {
	channelInviteDetails,
	contactDetails,
	contactsDetails,
	locationDetails,
	readPlace,
} from './parts/people';
import {
	invoiceDetails,
	noteOf,
	orderDetails,
	paymentDetails,
	productDetails,
} from './parts/shopping';
import {
	albumDetails,
	eventDetails,
	inviteDetails,
	pinDetails,
	plannedCallDetails,
	pollDetails,
	pollResultDetails,
	pollVote,
	reactionDetails,
	readAnswerOfBot,
	readVotedOptions,
	targetOnly,
} from './parts/talk';

/** Reader for the part under one field of a message: `{ imageMessage: part }`. */
interface FieldReader {
	readonly kind: MessageKind | ((part: IDataObject) => MessageKind);
	readonly text?: (part: IDataObject) => unknown;
	readonly details?: (part: IDataObject, message: MessageBody) => IDataObject;
	readonly isMedia?: true;
	/** True if the part's heading may contain a file or a location. */
	readonly hasHeader?: true;
}

type FieldTable = typeof MESSAGE_FIELDS;
type Readable = FieldTable['person' | 'change'][number];

const caption = (part: IDataObject) => part.caption;
const name = (part: IDataObject) => part.name;
const text = (part: IDataObject) => part.text;
const displayText = (part: IDataObject) => part.selectedDisplayText;

const poll: FieldReader = { kind: 'poll', text: name, details: pollDetails };
const result: FieldReader = { kind: 'pollResult', text: name, details: pollResultDetails };
const call: FieldReader = { kind: 'call' };
const change: FieldReader = { kind: 'system' };
const answerTo = (key: string): FieldReader => ({ kind: 'text', text, details: targetOnly(key) });
const channelInvite: FieldReader = {
	kind: 'channelInvite',
	text: caption,
	details: channelInviteDetails,
};
const withNote: FieldReader = { kind: 'payment', text: noteOf, details: paymentDetails };
const withDescription: FieldReader = {
	kind: 'payment',
	text: ({ description }) => description,
	details: paymentDetails,
};

const anyText = (part: IDataObject) => collectTexts(part).join('\n');

/** A field without a reader is a compile error. */
const READERS: Readonly<Record<Readable, FieldReader>> = {
	conversation: { kind: 'text' },
	extendedTextMessage: { kind: 'text', text },
	imageMessage: { kind: 'image', text: caption, isMedia: true },
	videoMessage: { kind: 'video', text: caption, isMedia: true },
	ptvMessage: { kind: 'videoNote', text: caption, isMedia: true },
	audioMessage: { kind: ({ ptt }) => (ptt === true ? 'voice' : 'audio'), isMedia: true },
	documentMessage: { kind: 'document', text: caption, isMedia: true },
	stickerMessage: { kind: 'sticker', isMedia: true },
	stickerPackMessage: {
		kind: 'stickerPack',
		text: (part) => firstText(part.caption, part.name),
	},
	locationMessage: { kind: 'location', text: ({ comment }) => comment, details: locationDetails },
	liveLocationMessage: { kind: 'liveLocation', text: caption, details: locationDetails },
	contactMessage: { kind: 'contact', details: contactDetails },
	contactsArrayMessage: { kind: 'contacts', details: contactsDetails },
	pollCreationMessage: poll,
	pollCreationMessageV2: poll,
	pollCreationMessageV3: poll,
	pollCreationMessageV5: poll,
	pollCreationMessageV6: poll,
	pollResultSnapshotMessage: result,
	pollResultSnapshotMessageV3: result,
	pollUpdateMessage: {
		kind: 'pollVote',
		text: (part) => readVotedOptions(part)?.join(', '),
		details: pollVote,
	},
	reactionMessage: { kind: 'reaction', text, details: reactionDetails },
	encReactionMessage: { kind: 'reaction', details: targetOnly('targetMessageKey') },
	buttonsResponseMessage: { kind: 'buttonAnswer', text: displayText, details: buttonAnswer },
	templateButtonReplyMessage: {
		kind: 'templateAnswer',
		text: displayText,
		details: templateAnswer,
	},
	listResponseMessage: {
		kind: 'listAnswer',
		text: ({ title, description }) => firstText(title, description),
		details: listAnswer,
	},
	interactiveResponseMessage: {
		kind: 'interactiveAnswer',
		text: interactiveAnswerText,
		details: interactiveAnswer,
	},
	buttonsMessage: { kind: 'buttons', text: buttonsText, details: buttonsDetails, hasHeader: true },
	interactiveMessage: {
		kind: interactiveKind,
		text: interactiveText,
		details: interactiveDetails,
		hasHeader: true,
	},
	listMessage: { kind: 'list', text: listText, details: listDetails },
	templateMessage: {
		kind: 'template',
		text: templateText,
		details: templateDetails,
		hasHeader: true,
	},
	highlyStructuredMessage: {
		kind: 'template',
		text: oldTemplateText,
		details: ({ hydratedHsm }) => templateDetails(asRecord(hydratedHsm)),
	},
	orderMessage: {
		kind: 'order',
		text: (part) => firstText(part.message, part.text),
		details: orderDetails,
	},
	productMessage: { kind: 'product', text: ({ body }) => body, details: productDetails },
	sendPaymentMessage: withNote,
	requestPaymentMessage: withNote,
	paymentInviteMessage: { kind: 'payment', details: paymentDetails },
	paymentReminderMessage: withDescription,
	splitPaymentMessage: withDescription,
	invoiceMessage: { kind: 'payment', text: ({ note }) => note, details: invoiceDetails },
	groupInviteMessage: { kind: 'groupInvite', text: caption, details: inviteDetails },
	newsletterAdminInviteMessage: channelInvite,
	newsletterFollowerInviteMessageV2: channelInvite,
	requestPhoneNumberMessage: { kind: 'phoneNumberRequest' },
	eventMessage: { kind: 'event', text: name, details: eventDetails },
	eventInviteMessage: {
		kind: 'event',
		text: (part) => firstText(part.caption, part.eventTitle),
		details: eventDetails,
	},
	scheduledCallCreationMessage: {
		kind: 'event',
		text: ({ title }) => title,
		details: plannedCallDetails,
	},
	commentMessage: {
		kind: 'text',
		text: ({ message }) => firstText(readWrittenText(message), ...collectTexts(message)),
		details: targetOnly('targetMessageKey'),
	},
	questionResponseMessage: answerTo('key'),
	statusQuestionAnswerMessage: answerTo('key'),
	statusQuotedMessage: answerTo('originalStatusId'),
	richResponseMessage: {
		kind: 'text',
		text: ({ submessages }) => asRecords(submessages).flatMap(readAnswerOfBot).join('\n'),
	},
	musicMessage: { kind: 'audio', text: anyText },
	albumMessage: { kind: 'album', details: albumDetails },
	pinInChatMessage: { kind: 'pin', details: pinDetails },
	call,
	callLogMesssage: call,
	bcallMessage: call,
	protocolMessage: change,
	secretEncryptedMessage: change,
	declinePaymentRequestMessage: change,
	cancelPaymentRequestMessage: change,
	keepInChatMessage: change,
	scheduledCallEditMessage: change,
	encCommentMessage: change,
	encEventResponseMessage: change,
	statusStickerInteractionMessage: change,
	pollAddOptionMessage: change,
	splitPaymentUpdateMessage: change,
};

const readers: ReadonlyMap<string, FieldReader> = new Map(Object.entries(READERS));

const withoutVersion = (field: string): string => field.replace(/V\d+$/, '');

/** For unknown versions of a field: `pollCreationMessageV9` is read like the newest known version. */
const byName: ReadonlyMap<string, FieldReader> = new Map(
	Object.entries(READERS).map(([field, reader]) => [withoutVersion(field), reader]),
);

export const findFieldReader = (field: string): FieldReader | undefined =>
	readers.get(field) ??
	(meaningOf(field) === undefined ? byName.get(withoutVersion(field)) : undefined);

export interface MessagePart {
	readonly reader: FieldReader;
	/** The key of the part, such as `imageMessage`. */
	readonly field: string;
	readonly content: IDataObject;
}

export interface FilePart {
	readonly field: string;
	readonly kind: MessageKind;
	readonly content: IDataObject;
	readonly isInHeader: boolean;
}

const FILES = ['documentMessage', 'imageMessage', 'videoMessage'] as const;

/** Returns the sender's file name without a path, since a workflow may write the file to a disk under this name. */
export const fileNameOf = ({ fileName, title }: IDataObject): string | null =>
	plainFileName(firstText(fileName, title) ?? '') || null;

export function findFilePart({ reader, field, content }: MessagePart): FilePart | undefined {
	const kindOf = ({ kind }: FieldReader, part: IDataObject) =>
		typeof kind === 'string' ? kind : kind(part);
	if (reader.isMedia) return { field, kind: kindOf(reader, content), content, isInHeader: false };
	if (reader.hasHeader !== true) return undefined;
	const header = readHeader(field, content);
	const key = FILES.find((file) => isRecord(header[file]));
	if (key === undefined) return undefined;
	const inner = asRecord(header[key]);
	return { field: key, kind: kindOf(READERS[key], inner), content: inner, isInHeader: true };
}

export function findHeaderPlace({ reader, field, content }: MessagePart): IDataObject | null {
	if (reader.hasHeader !== true) return null;
	const { locationMessage } = readHeader(field, content);
	return isRecord(locationMessage) ? readPlace(locationMessage) : null;
}
