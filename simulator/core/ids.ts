import { randomBytes, randomUUID } from 'node:crypto';

/** Random bytes, drawn a few thousand at a time because demo data needs thousands of IDs. */
let pool = Buffer.alloc(0);

function hex(bytes: number): string {
	if (pool.length < bytes) pool = randomBytes(4096);
	const digits = pool.toString('hex', 0, bytes);
	pool = pool.subarray(bytes);
	return digits.toUpperCase();
}

/** Message ID in WhatsApp Web's form, for messages that the server sends. */
export const sentId = () => `3EB0${hex(9)}`;
/** Message ID in a phone's form, for messages that people send. */
export const receivedId = () => `3A${hex(9)}`;
/** Message ID in Meta's form: Base64 with the customer's number in it. @param marker 0x11 for sent messages, 0x12 for received ones */
export function metaId(number: string, marker: 0x11 | 0x12): string {
	const own = hex(9);
	const bytes = Buffer.concat([
		Buffer.from([0x1c, 0x18, number.length]),
		Buffer.from(number),
		Buffer.from([0x15, 0x02, 0x00, marker, 0x18, own.length]),
		Buffer.from(own),
		Buffer.from([0x00]),
	]);
	return `wamid.${bytes.toString('base64')}`;
}
export const token = () => randomUUID().toUpperCase();
export const uuid = () => randomUUID();
export const pairingCode = () => hex(4);

let counter = 0;

/** Database row ID: sortable, unique within this process, shaped like a cuid. @param now Unix ms, by the server's clock */
export function rowId(now = Date.now()): string {
	counter += 1;
	const time = now.toString(36);
	const tail = hex(6).toLowerCase();
	return `c${time}${counter.toString(36).padStart(4, '0')}${tail}`.slice(0, 25);
}
