import type { IDataObject } from 'n8n-workflow';

import type { DeliveredMessage, Delivery } from '../core/server/delivery';
import { firstText, numberOrNull } from '../core/values/answer';
import { textBefore } from '../core/values/text';
import type { MessageKind } from './messageKinds';
import { readContent } from './simplify';

/** The file that comes with a delivery. */
export interface DeliveredMedia {
	readonly kind: MessageKind | 'qrCode';
	/** Without parameters; guessed from the kind if the server does not say. */
	readonly mimeType: string;
	/** The sender's name for it, else one made of kind and ID. */
	readonly fileName: string;
	/** The content, if it is in the delivery. */
	readonly base64?: string;
	/** ID to fetch the content with if it is not. */
	readonly messageId?: string;
	/** The message, to fetch the content with if the server does not store messages. */
	readonly message?: IDataObject;
	/** In bytes, according to the message. */
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

/** The file of a message, or the picture of a QR code; undefined if there is none. */
export function findMedia(delivery: Delivery): DeliveredMedia | undefined {
	const { event, message, qrCode } = delivery;
	if (qrCode !== undefined) return makePicture(qrCode, delivery);
	return message !== undefined && MESSAGE_EVENTS.includes(event) ? findFile(message) : undefined;
}

function findFile(received: DeliveredMessage): DeliveredMedia | undefined {
	const { kind, part } = readContent(received);
	if (part?.reader.isMedia === undefined || kind === 'edited') return undefined;
	const messageId = received.id ?? undefined;
	const mimeType =
		plainMimeType(firstText(part.content.mimetype)) ??
		USUAL_TYPES[kind] ??
		'application/octet-stream';
	return {
		kind,
		mimeType,
		fileName: safeFileName(
			firstText(part.content.fileName, part.content.title),
			mimeType,
			`${kind}-${messageId ?? 'file'}`,
		),
		base64: received.base64 ?? undefined,
		size: numberOrNull(part.content.fileLength) ?? undefined,
		messageId,
		message: received.record,
	};
}

function makePicture(base64: string, { instance }: Delivery): DeliveredMedia {
	const mimeType = 'image/png';
	return {
		kind: 'qrCode',
		mimeType,
		fileName: safeFileName(null, mimeType, `qr-${instance}`),
		base64,
	};
}

/** Extensions of files by MIME type; for other types the subtype is tried. */
const EXTENSIONS = new Map([
	['application/json', 'json'],
	['application/msword', 'doc'],
	['application/octet-stream', 'bin'],
	['application/pdf', 'pdf'],
	['application/vnd.ms-excel', 'xls'],
	['application/vnd.ms-powerpoint', 'ppt'],
	['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
	['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
	['application/zip', 'zip'],
	['audio/aac', 'aac'],
	['audio/amr', 'amr'],
	['audio/mp4', 'm4a'],
	['audio/mpeg', 'mp3'],
	['audio/ogg', 'ogg'],
	['image/gif', 'gif'],
	['image/jpeg', 'jpg'],
	['image/png', 'png'],
	['image/svg+xml', 'svg'],
	['image/webp', 'webp'],
	['text/calendar', 'ics'],
	['text/csv', 'csv'],
	['text/html', 'html'],
	['text/plain', 'txt'],
	['text/vcard', 'vcf'],
	['video/3gpp', '3gp'],
	['video/mp4', 'mp4'],
	['video/quicktime', 'mov'],
]);

/** `audio/ogg; codecs=opus` → `audio/ogg`; undefined if it is not a MIME type. */
function plainMimeType(given: string | null): string | undefined {
	if (given === null) return undefined;
	const plain = textBefore(';', given).trim().toLowerCase();
	return /^[\w.+-]+\/[\w.+-]+$/.test(plain) ? plain : undefined;
}

/** `audio/ogg` → `ogg`; `bin` if unknown. */
export function fileExtension(mimeType: string): string {
	const subtype = mimeType.split('/')[1] ?? '';
	return EXTENSIONS.get(mimeType) ?? (/^[a-z0-9]{1,5}$/.test(subtype) ? subtype : 'bin');
}

/** Longer names are cut before the extension; file systems take 255 bytes. */
const LONGEST = 120;

/** The name that the sender chose, without path and control characters, and with an extension. */
export function safeFileName(given: string | null, mimeType: string, fallback: string): string {
	const name = printable(given ?? '')
		.split(/[/\\]/)
		.at(-1)
		?.trim()
		.replace(/^\.+/, '');
	const extension = fileExtension(mimeType);
	if (name === undefined || name === '') {
		return `${fallback.replace(/[^\w-]+/g, '_').slice(0, LONGEST)}.${extension}`;
	}
	const dot = /\.\w{1,8}$/.exec(name)?.[0] ?? `.${extension}`;
	const stem = name.endsWith(dot) ? name.slice(0, -dot.length) : name;
	return `${[...stem].slice(0, LONGEST).join('')}${dot}`;
}

/** Without control characters, and without those that change the direction of a text and hide an extension. */
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
