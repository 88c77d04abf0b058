import { createHash } from 'node:crypto';

import { jsonParse, type IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../values/answer';

/**
 * What a message says, as far as the message store of the server keeps it. It decides whether a chat has the message
 * already, and how long a person would type it.
 */
export type MessageContent = {
	/** What a person would type; `''` if there is nothing to type. */
	readonly typed: string;
	/** What else tells it from the messages of other items, if the store does not keep that. */
	readonly identity?: unknown;
	/** Its file is one of the item's: answers the SHA-256 of the file as Base64. */
	readonly fileHash?: () => Promise<string>;
	/** What may have been sent in its place. */
	readonly or?: MessageContent;
	/** The messages that follow it to the same recipient. */
	readonly rest?: readonly MessageContent[];
} & (
	| { readonly kind: 'text' }
	| {
			readonly kind: 'media';
			/** Key of the stored message, e.g. `imageMessage`. Its caption is `typed`. */
			readonly key: string;
			/** The name that the recipient sees; only documents keep it. */
			readonly fileName?: string;
			/** WhatsApp gets the file unchanged, so that the hash can be compared. */
			readonly isUnchanged?: boolean;
	  }
	| {
			readonly kind: 'composed';
			/**
			 * The stored message has one of these forms: its lists have as many entries, and what is undefined here
			 * is missing there. Other keys do not matter.
			 */
			readonly forms: readonly object[];
	  }
);

const plainText = (text: unknown) =>
	typeof text === 'string' || typeof text === 'number'
		? String(text).replace(/\r\n/g, '\n').trim()
		: '';

/** @param stored `message` of a message in the store */
export async function saysTheSame(content: MessageContent, stored: unknown): Promise<boolean> {
	if (!isRecord(stored)) return false;
	if (content.or !== undefined && (await saysTheSame(content.or, stored))) return true;
	switch (content.kind) {
		case 'text': {
			const extended = recordOf(stored.extendedTextMessage);
			return plainText(stored.conversation ?? extended.text) === plainText(content.typed);
		}
		case 'media': {
			const part = stored[content.key];
			return isRecord(part) && (await isSameMedia(content, part));
		}
		case 'composed': {
			// Servers before 2.4 send buttons in an envelope.
			const { message = stored } = recordOf(stored.viewOnceMessage);
			return content.forms.some((form) => matchesForm(message, form));
		}
	}
}

async function isSameMedia(
	content: Extract<MessageContent, { kind: 'media' }>,
	part: IDataObject,
): Promise<boolean> {
	if (plainText(part.caption) !== plainText(content.typed)) return false;
	const names = [content.fileName, part.fileName].map(plainText);
	if (names.every((name) => name !== '') && names[0] !== names[1]) return false;
	const { fileSha256 } = part;
	const isComparable = content.isUnchanged === true && typeof fileSha256 === 'string';
	if (!isComparable || content.fileHash === undefined) return true;
	return fileSha256 === (await content.fileHash());
}

/** Whether what is stored has all that is expected. The store keeps buttons as JSON within a text. */
function matchesForm(stored: unknown, expected: unknown): boolean {
	if (Array.isArray(expected)) {
		const isList = Array.isArray(stored) && stored.length === expected.length;
		return isList && expected.every((entry, index) => matchesForm(stored[index], entry));
	}
	if (!isRecord(expected)) return plainText(stored) === plainText(expected);
	const inner =
		typeof stored === 'string' ? jsonParse<unknown>(stored, { fallbackValue: {} }) : stored;
	const record = recordOf(inner);
	return Object.entries(expected).every(([key, value]) => matchesForm(record[key], value));
}

export interface IdentifiedContent {
	readonly content: MessageContent;
	/** See {@link identityOf}. */
	readonly identity: string;
}

/** The message, and those that follow it. */
export const partsOf = (content: MessageContent): readonly MessageContent[] => [
	content,
	...(content.rest ?? []),
];

/** The same for two messages that look the same to whoever gets them. A hash, since a message may hold a file. */
export async function identityOf(content: MessageContent): Promise<string> {
	const { fileHash, rest = [], ...message } = content;
	const followers: string[] = [];
	for (const follower of rest) followers.push(await identityOf(follower));
	const whole = JSON.stringify([message, await fileHash?.(), ...followers]);
	return createHash('sha256').update(whole).digest('base64');
}
