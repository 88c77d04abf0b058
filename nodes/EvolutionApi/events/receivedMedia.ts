import type { IDataObject } from 'n8n-workflow';

import type { DeliveredMessage } from '../core/server/delivery';
import { firstText, numberOrNull } from '../core/values/loose';
import type { Delivery } from './delivery';
import { plainMimeType, safeFileName } from './fileName';
import { receivedContentOf } from './simplify/content';
import type { Kind } from './simplify/kinds';

/** The file that comes with a delivery. */
export interface DeliveredMedia {
	readonly kind: Kind | 'qrCode';
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
const USUAL_TYPES: Partial<Record<Kind, string>> = {
	audio: 'audio/mpeg',
	image: 'image/jpeg',
	sticker: 'image/webp',
	video: 'video/mp4',
	videoNote: 'video/mp4',
	voice: 'audio/ogg',
};

const MESSAGE_EVENTS = ['messages.upsert', 'send.message'];

/** The file of a message, or the picture of a QR code; undefined if there is none. */
export function mediaOf(delivery: Delivery): DeliveredMedia | undefined {
	const { event, message, qrCode } = delivery;
	if (qrCode !== undefined) return pictureOf(qrCode, delivery);
	return message !== undefined && MESSAGE_EVENTS.includes(event) ? fileOf(message) : undefined;
}

function fileOf(received: DeliveredMessage): DeliveredMedia | undefined {
	const { kind, part } = receivedContentOf(received);
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

function pictureOf(base64: string, { instance }: Delivery): DeliveredMedia {
	const mimeType = 'image/png';
	return {
		kind: 'qrCode',
		mimeType,
		fileName: safeFileName(null, mimeType, `qr-${instance}`),
		base64,
	};
}
