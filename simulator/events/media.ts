import type { Json } from '../core/data';
import { asObject } from '../core/values';
import type { Outgoing } from '../state/state';

export function withMedia({ instance, messageId }: Outgoing, body: Json): Json {
	if (!messageId || !instance.webhook?.enabled || !instance.webhook.webhookBase64) return body;
	const media = instance.messages.get(messageId)?.media;
	if (!media) return body;
	const data = asObject(body.data);
	// For a Business account, the server doesn't add a sticker's bytes (whatsapp.business.service.ts 389).
	const isBusiness = instance.integration === 'WHATSAPP-BUSINESS';
	if (isBusiness && data.messageType === 'stickerMessage') return body;
	const base64 = Buffer.concat(media.chunks).toString('base64');
	return { ...body, data: { ...data, message: { ...asObject(data.message), base64 } } };
}
