import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../core/values/answer';
import { firstText, numberOrNull } from '../core/values/loose';
import type { Delivery } from './delivery';
import { plainMimeType, safeFileName } from './fileName';
import { receivedContentOf } from './simplify/content';
import type { Kind } from './simplify/kinds';
import { base64In } from './simplify/mediaKeys';
import { messageIn } from './simplify/message';

/** The file that comes with a delivery. */
export interface DeliveredMedia {
	readonly kind: Kind | 'qrCode';
	/** Without parameters; guessed from the kind if the server does not say. */
	readonly mimeType: string;
	/** The sender's name for it, else one made of kind and ID. */
	readonly fileName: string;
	/** The content, if it is in the delivery. */
	readonly base64?: string;
	/** ID to fetch the content with if it is not (`/chat/getBase64FromMediaMessage`). */
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
	if (delivery.event === 'qrcode.updated') return qrCodeOf(delivery);
	if (!MESSAGE_EVENTS.includes(delivery.event)) return undefined;
	const data = messageIn(delivery);
	return data === undefined ? undefined : fileOf(data);
}

function fileOf(data: IDataObject): DeliveredMedia | undefined {
	const { kind, part } = receivedContentOf(data);
	if (part?.reader.isMedia === undefined || kind === 'edited') return undefined;
	const message = recordOf(data.message);
	const messageId = firstText(recordOf(data.key).id) ?? undefined;
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
		base64: base64In(message) ?? undefined,
		size: numberOrNull(part.content.fileLength) ?? undefined,
		messageId,
		message: data,
	};
}

function qrCodeOf({ data, instance }: Delivery): DeliveredMedia | undefined {
	const base64 = isRecord(data) ? base64In(recordOf(data.qrcode)) : null;
	if (base64 === null) return undefined;
	const mimeType = 'image/png';
	return {
		kind: 'qrCode',
		mimeType,
		fileName: safeFileName(null, mimeType, `qr-${instance}`),
		base64,
	};
}
