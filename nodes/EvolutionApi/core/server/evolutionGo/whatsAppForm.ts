import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../values/answer';

// A message as Go's library writes it, with the names that WhatsApp's other clients use, which the house knows.

/** WhatsApp never nests them this deep. */
const MOST_LEVELS = 40;

/** `Response`, `InteractiveResponseMessage`: one of several kinds, in an object more. Other names begin small, or are `URL`. */
const ONE_OF = /^[A-Z][a-z]/;

/** `fileSHA256` → `fileSha256`, `URL` → `url`, `JPEGThumbnail` → `jpegThumbnail`, `SelectedDisplayText` → `selectedDisplayText` */
function plainName(name: string): string {
	const words = name.replace(/[A-Z]{2,}(?![a-z])/g, capitalised);
	return words.slice(0, 1).toLowerCase() + words.slice(1);
}

const capitalised = (run: string) => run.slice(0, 1) + run.slice(1).toLowerCase();

/** @param message `Message` of a delivery, or a part of it */
export function whatsAppForm(message: unknown, level = 0): unknown {
	if (level > MOST_LEVELS) return null;
	if (Array.isArray(message)) return message.map((one) => whatsAppForm(one, level + 1));
	if (!isRecord(message)) return message;
	const entries = Object.entries(message).flatMap(([name, value]) =>
		ONE_OF.test(name) && isRecord(value) ? Object.entries(value) : [[name, value] as const],
	);
	const plain = entries.map(([name, value]): [string, unknown] => {
		const inner = whatsAppForm(value, level + 1);
		return [plainName(name), name === 'pollUpdateMessage' ? unreadVote(inner) : inner];
	});
	return Object.fromEntries(plain);
}

/** What somebody voted for stays encrypted: it is not known, which is not the same as nothing. */
function unreadVote(part: unknown): IDataObject {
	const { vote, ...rest } = recordOf(part);
	return { ...rest, vote: { selectedOptions: null, ...recordOf(vote) } };
}

/** Beside what the message says: what phones need, and what the server adds. */
const NOT_CONTENT = [
	'base64',
	'mediaUrl',
	'messageContextInfo',
	'mimetype',
	'senderKeyDistributionMessage',
];

/** The key in a message that says what it is. */
export const typeIn = (message: IDataObject): string | null =>
	Object.keys(message).find((key) => !NOT_CONTENT.includes(key)) ?? null;
