import { asObject } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import type { State } from '../../state/state';
import { sentAs } from '../messages/sent';
import type { GoEvent } from './goEvent';

/** Files of these are in the event. Of a round video and of a document with a caption there is an empty one. */
const WITH_FILE = ['imageMessage', 'audioMessage', 'documentMessage', 'videoMessage'];
const WITH_EMPTY = ['ptvMessage', 'documentWithCaptionMessage'];

function fileOf({ config }: State, { message, media }: Message) {
	if (!config.go.webhookFiles || !media) return {};
	if (WITH_EMPTY.some((name) => name in message)) return { base64: '' };
	if (!WITH_FILE.some((name) => name in message)) return {};
	return { base64: Buffer.concat(media.chunks).toString('base64') };
}

/** `SendMessage` of what a request has sent. */
export function sentEvent(
	state: State,
	_instance: Instance,
	message: Message | undefined,
): GoEvent | undefined {
	const sent = message && sentAs(message);
	if (!sent || sent.as.isSilent) return undefined;
	const { answer } = sent;
	const Message = { ...asObject(answer.Message), ...fileOf(state, message) };
	const { id, remoteJid } = message.key;
	return { event: 'SendMessage', data: { ...answer, Message }, chat: remoteJid, messageId: id };
}
