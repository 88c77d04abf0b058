import type { IDataObject } from 'n8n-workflow';

import type { Delivery, MessageBody } from '../server/delivery';
import { unwrap } from '../server/messageContent';
import { meaningOf } from '../server/messageFields';
import { asRecord, firstText, isRecord, numberOrNull, textOrNull } from '../core/values/answer';
import type { MessageKind } from './messageKinds';
import { findFieldReader, type MessagePart } from './messageParts';

export interface ReceivedContent {
	readonly kind: MessageKind;
	readonly text: string | null;
	readonly isViewOnce: boolean;
	readonly part?: MessagePart;
	/** The message that was edited or deleted. */
	readonly target?: IDataObject;
	/** Name of a field that this version of the package doesn't know, if the message has no known content. */
	readonly unknownField?: string;
	/** Names of the removed wrappers, such as `ephemeralMessage`, the outermost first. */
	readonly wrappers: readonly string[];
	/** `messageContextInfo`. It names the message that this one belongs to, such as the album of a picture. */
	readonly about: IDataObject;
}

export function kindAndText(
	delivery: Delivery,
): { kind: MessageKind; text: string | null } | undefined {
	const { message } = delivery;
	if (message === undefined) return undefined;
	const { kind, text } = readContent(message);
	return { kind: delivery.event === 'messages.delete' ? 'deleted' : kind, text };
}

/** @param isEdit whether the body is an edited message's new version, which can't contain an edit */
export function readContent(body: MessageBody, isEdit = false): ReceivedContent {
	const { message, isViewOnce, isEdited, wrappers, about } = unwrap(body.content);
	const around = { isViewOnce: isViewOnce || body.isViewOnce === true, wrappers, about };
	if (!isEdit) {
		const change = readChange(message, isEdited);
		if (change !== undefined) return { ...change, isViewOnce: false, wrappers, about };
	}
	return { ...around, ...readKind(message, body, around.isViewOnce) };
}

type Reading = Pick<ReceivedContent, 'kind' | 'text' | 'part' | 'target' | 'unknownField'> & {
	readonly isViewOnce?: boolean;
};

function readKind(message: IDataObject, body: MessageBody, isViewOnce: boolean): Reading {
	const plain = textOrNull(message.conversation);
	if (plain !== null) return { kind: 'text', text: plain };
	const part = findPart(message, body);
	if (part !== undefined) return readPart(part, body, isViewOnce);
	// A person who clicks on an advertisement may send no text.
	if (message.conversation === '' && isRecord(body.context?.externalAdReply))
		return { kind: 'text', text: null };
	const [field] = Object.keys(message).filter((name) => meaningOf(name) === undefined);
	const text = field === undefined ? null : readUnknown(asRecord(message[field]));
	if (text !== null) return { kind: 'text', text, unknownField: field };
	if (isViewOnce) return { kind: 'viewOnce', text: null };
	if (body.isFormWithoutContent === true) return { kind: 'interactiveAnswer', text: null };
	const isTechnical = Object.keys(message).some((name) => meaningOf(name) !== undefined);
	if (isTechnical && field === undefined) return { kind: 'system', text: null };
	return { kind: 'unknown', text: null, unknownField: field };
}

const readUnknown = (part: IDataObject): string | null =>
	firstText(part.text, part.caption, part.title, part.contentText, asRecord(part.body).text);

function readPart(part: MessagePart, body: MessageBody, isViewOnce: boolean): Reading {
	const { reader, content } = part;
	const transcript = reader.isMedia ? body.transcript : undefined;
	return {
		kind: typeof reader.kind === 'string' ? reader.kind : reader.kind(content),
		text: firstText(reader.text?.(content), transcript),
		isViewOnce: isViewOnce || content.viewOnce === true,
		part,
	};
}

/** On EVOLUTION instances, the message of an image has no field `imageMessage`, but the `type` `imageMessage`. */
function findPart(
	message: IDataObject,
	{ type, base64, fileUrl }: MessageBody,
): MessagePart | undefined {
	const fields = Object.keys(message).filter((field) => message[field] !== null);
	const ownField =
		fields.find((field) => meaningOf(field) === 'person' && findFieldReader(field)) ??
		fields.find((field) => findFieldReader(field));
	const typeName = firstText(type) ?? '';
	const isFileAlone = firstText(base64, fileUrl) !== null && findFieldReader(typeName)?.isMedia;
	const field = ownField ?? (isFileAlone === true ? typeName : undefined);
	const reader = field === undefined ? undefined : findFieldReader(field);
	return field === undefined || reader === undefined
		? undefined
		: { reader, field, content: asRecord(message[field]) };
}

/** Types of protocol messages for deletions and edits. Messages of other types pass between an account's devices. */
const REVOKE = [0, 'REVOKE', undefined, null];
const EDIT = [14, 'MESSAGE_EDIT'];

/** `secretEncType` of an edited message, poll or calendar event. Evolution Go and Evolution API up to 2.3.2 send words. */
const SECRET_EDITS = [1, 2, 4, 'EVENT_EDIT', 'MESSAGE_EDIT', 'POLL_EDIT'];

function readChange(message: IDataObject, isEdited: boolean): Reading | undefined {
	const { protocolMessage, secretEncryptedMessage: secret } = message;
	if (isRecord(protocolMessage)) return protocolContent(protocolMessage);
	if (isRecord(secret)) {
		const isEdit = SECRET_EDITS.some((type) => type === secret.secretEncType);
		const target = asRecord(secret.targetMessageKey);
		return { kind: isEdit ? 'edited' : 'system', text: null, target };
	}
	if (!isEdited) return undefined;
	const { text, part } = readContent({ content: message }, true);
	return { kind: 'edited', text, part };
}

function protocolContent(protocol: IDataObject): Reading {
	const target = asRecord(protocol.key);
	const type = protocol.type;
	if (EDIT.some((edit) => edit === type) || isRecord(protocol.editedMessage)) {
		const { text, part } = readContent({ content: protocol.editedMessage }, true);
		return { kind: 'edited', text, part, target };
	}
	const isRevoke = REVOKE.some((revoke) => revoke === type) && firstText(target.id) !== null;
	return { kind: isRevoke ? 'deleted' : 'system', text: null, target };
}

/** Returns `contextInfo`, merged from the body, from a part such as `imageMessage`, and from `content` (WHATSAPP-BUSINESS). */
export const readContext = (
	{ part }: ReceivedContent,
	{ context, content }: MessageBody,
): IDataObject => ({
	...asRecord(asRecord(content).contextInfo),
	...asRecord(part?.content.contextInfo),
	...context,
});

/** `hd` repeats another message's file in better quality. `motionPhoto` is the video of a motion photo. */
type CopyType = 'hd' | 'motionPhoto' | 'eventCover' | 'pollOption';

/** `associationType` of `messageAssociation`: a number, or a word from Evolution API up to 2.3.2. */
const ALBUM = [1, 'MEDIA_ALBUM'];
const COPIES: ReadonlyArray<readonly [type: CopyType, marks: readonly unknown[]]> = [
	['hd', [5, 10, 19, 'HD_VIDEO_DUAL_UPLOAD', 'HD_IMAGE_DUAL_UPLOAD', 'HEVC_VIDEO_DUAL_UPLOAD']],
	['motionPhoto', [12, 'MOTION_PHOTO']],
	['eventCover', [3, 'EVENT_COVER_IMAGE']],
	['pollOption', [7, 'MEDIA_POLL']],
];
/** Values of `contextInfo.pairedMediaType` in a second version of a picture or video, such as the HD version. */
const PAIRS: typeof COPIES = [
	['hd', [2, 4, 8, 'HD_VIDEO_CHILD', 'HD_IMAGE_CHILD', 'HEVC_VIDEO_CHILD']],
	['motionPhoto', [6, 'MOTION_PHOTO_CHILD']],
];

const typeIn = (types: typeof COPIES, mark: unknown) =>
	types.find(([, marks]) => marks.includes(mark))?.[0];

export interface Belonging {
	readonly type: 'album' | CopyType;
	readonly messageId: string | null;
}

export function readBelonging(content: ReceivedContent, body: MessageBody): Belonging | undefined {
	const { associationType, parentMessageKey } = asRecord(content.about.messageAssociation);
	const mark = numberOrNull(associationType) ?? associationType;
	const { pairedMediaType } = readContext(content, body);
	const type =
		typeIn(COPIES, mark) ?? typeIn(PAIRS, numberOrNull(pairedMediaType) ?? pairedMediaType);
	const messageId = firstText(asRecord(parentMessageKey).id);
	if (type !== undefined) return { type, messageId };
	return ALBUM.includes(mark as number) ? { type: 'album', messageId } : undefined;
}

export function isCopy(content: ReceivedContent, body: MessageBody): boolean {
	const belonging = readBelonging(content, body);
	return belonging !== undefined && belonging.type !== 'album';
}
