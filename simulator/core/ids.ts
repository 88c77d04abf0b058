import { randomBytes, randomUUID } from 'node:crypto';

/** Taken from the system a few thousand bytes at a time: a world full of demo data needs thousands of IDs. */
let pool = Buffer.alloc(0);

function hex(bytes: number): string {
	if (pool.length < bytes) pool = randomBytes(4096);
	const taken = pool.toString('hex', 0, bytes);
	pool = pool.subarray(bytes);
	return taken.toUpperCase();
}

/** Message id as WhatsApp Web makes them (what the server sends). */
export const sentId = () => `3EB0${hex(9)}`;
/** Message id as a phone makes them (what people send). */
export const receivedId = () => `3A${hex(9)}`;
/** Instance token as the server makes them. */
export const token = () => randomUUID().toUpperCase();
export const uuid = () => randomUUID();
export const pairingCode = () => hex(4);

let counter = 0;

/** Database row id: sortable, unique in one process, looks like a cuid. @param now by the server's clock */
export function rowId(now = Date.now()): string {
	counter += 1;
	const time = now.toString(36);
	const tail = hex(6).toLowerCase();
	return `c${time}${counter.toString(36).padStart(4, '0')}${tail}`.slice(0, 25);
}
