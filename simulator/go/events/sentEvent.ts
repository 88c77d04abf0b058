import { asObject } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import type { State } from '../../state/state';
import { sentAs } from '../messages/sent';
import type { GoEvent } from './goEvent';

/** Without `stickerMessage`: only stickers that quote a message have their file in the event (send_service.go:2197, :2277). */
const WITH_FILE = ['imageMessage', 'audioMessage', 'documentMessage', 'videoMessage'];
const WITH_EMPTY = ['ptvMessage', 'documentWithCaptionMessage'];

function fileOf({ config }: State, { message, media }: Message, quotes: boolean) {
	if (!config.go.webhookFiles || !media) return {};
	if (WITH_EMPTY.some((name) => name in message)) return { base64: '' };
	const isSticker = 'stickerMessage' in message && quotes;
	if (!isSticker && !WITH_FILE.some((name) => name in message)) return {};
	return { base64: Buffer.concat(media.chunks).toString('base64') };
}

export function sentEvent(
	state: State,
	_instance: Instance,
	message: Message | undefined,
): GoEvent | undefined {
	const sent = message && sentAs(message);
	if (!sent || sent.as.isSilent) return undefined;
	const { answer, as } = sent;
	const quotes = as.quoted.messageId !== '';
	const Message = { ...asObject(answer.Message), ...fileOf(state, message, quotes) };
	const { id, remoteJid } = message.key;
	return { event: 'SendMessage', data: { ...answer, Message }, chat: remoteJid, messageId: id };
}
