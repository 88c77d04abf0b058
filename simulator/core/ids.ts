import { randomBytes, randomUUID } from 'node:crypto';

const hex = (bytes: number) => randomBytes(bytes).toString('hex').toUpperCase();

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
	const tail = randomBytes(6).toString('hex');
	return `c${time}${counter.toString(36).padStart(4, '0')}${tail}`.slice(0, 25);
}
