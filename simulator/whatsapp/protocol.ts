import { sentId } from '../core/ids';
import type { Json } from '../core/data';
import type { MessageKey } from '../state/message';

export function protocolAnswer(key: Json, protocolMessage: Json): Json {
	const { remoteJid } = key;
	const own: Json | MessageKey = { remoteJid, fromMe: true, id: sentId() };
	return {
		key: own,
		message: { protocolMessage: { key, ...protocolMessage } },
		messageTimestamp: String(Math.floor(Date.now() / 1000)),
		status: 'PENDING',
	};
}
