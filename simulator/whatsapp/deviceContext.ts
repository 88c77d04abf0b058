import { randomBytes } from 'node:crypto';
import type { Incoming } from './incoming';
import { long } from './wire';

/** The message with what phones add to it: bytes that nobody reads, but that are in webhooks and over Socket.IO. */
export function withDeviceContext(given: Incoming): Incoming {
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
	return { ...given, message: { messageContextInfo, ...given.message } };
}
