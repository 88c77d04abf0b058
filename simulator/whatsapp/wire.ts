import type { Json } from '../core/data';
import { isObject } from '../core/values';

function mapBytes(value: unknown, change: (bytes: Buffer) => unknown): unknown {
	if (Buffer.isBuffer(value)) return change(value);
	if (Array.isArray(value)) return value.map((entry) => mapBytes(entry, change));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, mapBytes(entry, change)]),
	);
}

/**
 * Returns bytes in the type that the server uses. JSON turns them into `{"0": 12, "1": …}` in send answers and webhooks, and
 * Socket.IO sends them as separate packets.
 */
export const withIndexedBytes = (value: unknown) =>
	mapBytes(value, (bytes) => new Uint8Array(bytes));

export const withBase64Bytes = (value: unknown) =>
	mapBytes(value, (bytes) => bytes.toString('base64'));

/** Returns a message for a quote, without its own quote. Otherwise quotes would grow from reply to reply. */
export function quotable(message: Json): Json {
	return Object.fromEntries(
		Object.entries(message).map(([key, part]) => {
			if (!isObject(part) || Buffer.isBuffer(part)) return [key, part];
			const rest = { ...part };
			delete rest.contextInfo;
			return [key, rest];
		}),
	);
}

export const long = (value: number, unsigned = false) => ({
	low: value | 0,
	high: Math.floor(value / 2 ** 32),
	unsigned,
});
