import { randomBytes } from 'node:crypto';
import type { Incoming } from './incoming';
import { long } from './wire';

/** Adds the phone's context to a message: meaningless bytes that appear in webhooks and over Socket.IO. */
export function withDeviceContext(incoming: Incoming): Incoming {
	const now = Math.floor(Date.now() / 1000);
	const messageContextInfo = {
		deviceListMetadata: {
			senderKeyIndexes: [],
			recipientKeyIndexes: [],
			senderKeyHash: randomBytes(10),
			senderTimestamp: long(now, true),
			recipientKeyHash: randomBytes(10),
			recipientTimestamp: long(now, true),
		},
		deviceListMetadataVersion: 2,
		messageSecret: randomBytes(32),
	};
	return { ...incoming, message: { messageContextInfo, ...incoming.message } };
}
