import { createHash } from 'node:crypto';

import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../server/answer';

/**
 * What a message says, as far as the message store of the server keeps it. It tells whether a chat has
 * the message already, and how long a person would type.
 */
export type MessageContent = {
	/** What a person types; `''` where there is nothing to type. */
	readonly typed: string;
	/** What else tells it from other messages among the items, where the store does not keep it. */
	readonly identity?: unknown;
	/** A file of the item goes with it; answers its SHA-256 as Base64. */
	readonly fileHash?: () => Promise<string>;
	/** What follows it, if it is the first of several messages to the same recipient. */
	readonly rest?: readonly MessageContent[];
} & (
	| { readonly kind: 'text' }
	| {
			readonly kind: 'media';
			/** Key of the stored message, e.g. `imageMessage`. Its caption is `typed`. */
			readonly key: string;
			/** The name that the recipient sees; only documents keep it. */
			readonly fileName?: string;
			/** WhatsApp gets the file as it is, so that the hash can be compared. */
			readonly isUnchanged?: boolean;
	  }
	| {
			readonly kind: 'composed';
			/**
			 * What the stored message has, in one of these ways: its lists have as many entries, and what is
			 * undefined here is not there. Other keys do not matter.
			 */
			readonly forms: readonly object[];
	  }
);

const plain = (text: unknown) =>
	typeof text === 'string' || typeof text === 'number'
		? String(text).replace(/\r\n/g, '\n').trim()
		: '';

/** Whether a message of the store (its `message`) says the same. */
export async function isSame(content: MessageContent, stored: unknown): Promise<boolean> {
	if (!isRecord(stored)) return false;
	switch (content.kind) {
		case 'text': {
			const extended = isRecord(stored.extendedTextMessage) ? stored.extendedTextMessage : {};
			return plain(stored.conversation ?? extended.text) === plain(content.typed);
		}
		case 'media': {
			const part = stored[content.key];
			if (!isRecord(part) || plain(part.caption) !== plain(content.typed)) return false;
			const names = [content.fileName, part.fileName].map(plain);
			if (names.every((name) => name !== '') && names[0] !== names[1]) return false;
			const { fileSha256 } = part;
			const isComparable = content.isUnchanged === true && typeof fileSha256 === 'string';
			return !isComparable || content.fileHash === undefined
				? true
				: fileSha256 === (await content.fileHash());
		}
		case 'composed': {
			// Before 2.4 the server sends buttons in an envelope.
			const { message = stored } = isRecord(stored.viewOnceMessage) ? stored.viewOnceMessage : {};
			return content.forms.some((form) => has(message, form));
		}
	}
}

/** Whether something stored has all that is expected of it. Buttons are JSON within a text. */
function has(stored: unknown, expected: unknown): boolean {
	if (Array.isArray(expected)) {
		const isList = Array.isArray(stored) && stored.length === expected.length;
		return isList && expected.every((entry, index) => has(stored[index], entry));
	}
	if (!isRecord(expected)) return plain(stored) === plain(expected);
	const inner =
		typeof stored === 'string' ? jsonParse<unknown>(stored, { fallbackValue: {} }) : stored;
	const record = isRecord(inner) ? inner : {};
	return Object.entries(expected).every(([key, value]) => has(record[key], value));
}

/** A content and its `identityOf`. */
export interface Said {
	readonly content: MessageContent;
	readonly identity: string;
}

/** One message, or the several that it begins. */
export const partsOf = (content: MessageContent): readonly MessageContent[] => [
	content,
	...(content.rest ?? []),
];

/** Equal for two messages that are the same to whoever gets them. A hash: the message may hold a file. */
export async function identityOf(content: MessageContent): Promise<string> {
	const { fileHash, rest = [], ...said } = content;
	const followers: string[] = [];
	for (const follower of rest) followers.push(await identityOf(follower));
	const whole = JSON.stringify([said, await fileHash?.(), ...followers]);
	return createHash('sha256').update(whole).digest('base64');
}
