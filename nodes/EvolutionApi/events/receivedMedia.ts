import type { IDataObject } from 'n8n-workflow';

import { endingOf, nameFor, plainFileName, plainMimeType } from '../core/files/fileTypes';
import type { DeliveredMessage, Delivery, MessageBody } from '../server/delivery';
import { firstText, numberOrNull } from '../core/values/answer';
import type { MessageKind } from './messageKinds';
import { findFilePart, type FilePart } from './messageParts';
import { readContent, type ReceivedContent } from './readContent';

export interface DeliveredMedia {
	readonly kind: MessageKind | 'qrCode';
	/** MIME type without parameters; guessed from the kind if the server doesn't send it. */
	readonly mimeType: string;
	/** The sender's name for the file, or else a name with the message ID, such as `image-3EB0C431C2.jpg`. */
	readonly fileName: string;
	readonly base64?: string;
	readonly messageId?: string;
	/** The message, for fetching the content if the server doesn't store messages. */
	readonly message?: IDataObject;
	/** The part of the message that contains the file, if the server can't find the file by itself. */
	readonly inner?: IDataObject;
	/** The size in bytes, according to the message. */
	readonly size?: number;
}

/** The formats that WhatsApp converts files to. */
const USUAL_TYPES: Partial<Record<MessageKind, string>> = {
	audio: 'audio/mpeg',
	image: 'image/jpeg',
	sticker: 'image/webp',
	video: 'video/mp4',
	videoNote: 'video/mp4',
	voice: 'audio/ogg',
};

const MESSAGE_EVENTS = ['messages.upsert', 'send.message'];

export function findMedia(delivery: Delivery): DeliveredMedia | undefined {
	const { event, message, qrCode } = delivery;
	if (qrCode !== undefined) return pictureFile(qrCode, delivery);
	return message !== undefined && MESSAGE_EVENTS.includes(event) ? findFile(message) : undefined;
}

function findFile(message: DeliveredMessage): DeliveredMedia | undefined {
	const content = readContent(message);
	const file =
		content.part === undefined || content.kind === 'edited'
			? undefined
			: findFilePart(content.part);
	if (file === undefined) return undefined;
	const { kind, content: part } = file;
	const messageId = message.id ?? undefined;
	const mimeType =
		plainMimeType(firstText(part.mimetype)) ?? USUAL_TYPES[kind] ?? 'application/octet-stream';
	return {
		kind,
		mimeType,
		fileName: safeFileName(
			firstText(part.fileName, part.title),
			mimeType,
			`${kind}-${messageId ?? 'file'}`,
		),
		base64: message.base64 ?? undefined,
		size: numberOrNull(part.fileLength) ?? undefined,
		messageId,
		message: message.record,
		inner: findInner(content, file),
	};
}

/** Wrappers that the server opens by itself to fetch a file. */
const OPENABLE_WRAPPERS = [
	'documentWithCaptionMessage',
	'ephemeralMessage',
	'viewOnceMessage',
	'viewOnceMessageV2',
];

export function findHiddenFile(message: MessageBody): IDataObject | undefined {
	const content = readContent(message);
	const file = content.part && findFilePart(content.part);
	return file && findInner(content, file);
}

function findInner(
	{ wrappers }: ReceivedContent,
	{ isInHeader, field, content }: FilePart,
): IDataObject | undefined {
	const isHidden = isInHeader || wrappers.some((wrapper) => !OPENABLE_WRAPPERS.includes(wrapper));
	return isHidden ? { [field]: content } : undefined;
}

function pictureFile(base64: string, { instance }: Delivery): DeliveredMedia {
	const mimeType = 'image/png';
	return {
		kind: 'qrCode',
		mimeType,
		fileName: safeFileName(null, mimeType, `qr-${instance}`),
		base64,
	};
}

/** Returns the sender's file name without path and control characters, and with an extension that fits the type. */
export function safeFileName(label: string | null, mimeType: string, fallback: string): string {
	const name = plainFileName(label ?? '');
	const type = plainMimeType(mimeType);
	// The sender's extension stays if no extension is known for the MIME type.
	const hasOwnEnding = type === undefined || endingOf(type) === undefined;
	const isKept = hasOwnEnding && /[^.]\.[a-z]\w{0,7}$/i.test(name);
	return nameFor(name, type, { fallback, keepsEnding: isKept });
}
