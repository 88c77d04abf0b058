import { createHash } from 'node:crypto';
import { type IDataObject, jsonParse } from 'n8n-workflow';

import { isRecord, asRecord, firstText, asTexts } from '../core/values/answer';
import type { Activity } from './adapter';
import { meaningOf } from './messageFields';

/** WhatsApp never nests them this deep. */
const MOST_WRAPPERS = 10;

interface Unwrapped {
	/** The innermost message. */
	readonly message: IDataObject;
	readonly isViewOnce: boolean;
	/** It is the new version of an earlier message. */
	readonly isEdited: boolean;
	/** Fields in which it lay, the outermost first. */
	readonly wrappers: readonly string[];
	/** `messageContextInfo`, which may lie beside any of them. */
	readonly about: IDataObject;
}

/**
 * Unwraps a message: disappearing, view-once (all versions), edited, document with caption … A field that nobody knows counts
 * as a wrapper by its form, `{ message }`, if there is nothing else in the message.
 */
export function unwrap(outer: unknown): Unwrapped {
	let message = asRecord(outer);
	let about: IDataObject = {};
	const wrappers: string[] = [];
	for (;;) {
		about = { ...about, ...asRecord(message.messageContextInfo) };
		const found = wrappers.length < MOST_WRAPPERS ? findWrapper(message) : undefined;
		if (found === undefined) break;
		wrappers.push(found);
		message = readInner(message, found) as IDataObject;
	}
	const isViewOnce = wrappers.some((name) => name.startsWith('viewOnce'));
	return { message, isViewOnce, isEdited: wrappers.includes('editedMessage'), wrappers, about };
}

function findWrapper(message: IDataObject): string | undefined {
	const holding = Object.keys(message).filter((name) => isRecord(readInner(message, name)));
	const known = holding.find((name) => meaningOf(name) === 'wrapper');
	if (known !== undefined) return known;
	const hasContent = Object.keys(message).some(
		(name) => ['person', 'change'].includes(meaningOf(name) ?? '') && message[name] !== null,
	);
	return hasContent ? undefined : holding.find((name) => meaningOf(name) === undefined);
}

const readInner = (message: IDataObject, name: string): unknown => asRecord(message[name]).message;

// The texts of a message that the server keeps, as WhatsApp writes it.

const WITH_CAPTION = ['imageMessage', 'videoMessage', 'documentMessage'];

/** What a person wrote, also below a picture, or the label of what they pressed, chose or voted for; `''` if it is neither. */
export function readWrittenText(content: unknown): string {
	const { message } = unwrap(content);
	const pressed = asRecord(message.buttonsResponseMessage ?? message.templateButtonReplyMessage);
	const interactive = asRecord(message.interactiveResponseMessage);
	return (
		firstText(
			message.conversation,
			asRecord(message.extendedTextMessage).text,
			...WITH_CAPTION.map((kind) => asRecord(message[kind]).caption),
			pressed.selectedDisplayText,
			asRecord(message.listResponseMessage).title,
			asRecord(interactive.body).text,
			...readLabels(asRecord(interactive.nativeFlowResponseMessage).paramsJson),
			asTexts(asRecord(asRecord(message.pollUpdateMessage).vote).selectedOptions).join(', '),
		) ?? ''
	);
}

/** A phone may write the label of a button here alone. */
function readLabels(paramsJson: unknown): unknown[] {
	if (typeof paramsJson !== 'string') return [];
	const params = asRecord(jsonParse<unknown>(paramsJson, { fallbackValue: null }));
	return [params.display_text, params.title, params.id];
}

/** Keys of what whoever gets a message can read. */
const SHOWN = [
	'caption',
	'contentText',
	'conversation',
	'description',
	'footer',
	'footerText',
	'hydratedContentText',
	'hydratedFooterText',
	'hydratedTitleText',
	'name',
	'text',
	'title',
];

/** What is quoted in it is not part of it. */
const QUOTED = 'contextInfo';

/** WhatsApp never nests them this deep. */
const MOST_LEVELS = 20;

/** All that can be read in a message: text, caption, heading, footer. */
export function collectTexts(content: unknown, level = 0): string[] {
	if (level > MOST_LEVELS) return [];
	if (Array.isArray(content)) return content.flatMap((entry) => collectTexts(entry, level + 1));
	if (!isRecord(content)) return [];
	return Object.entries(content).flatMap(([key, value]) => {
		if (key === QUOTED) return [];
		if (typeof value === 'string') return SHOWN.includes(key) ? [value] : [];
		return collectTexts(value, level + 1);
	});
}

/**
 * What a message says, as far as the message store of the server keeps it. It decides whether a chat has the message
 * already, and how long a person would type it.
 */
export type MessageContent = {
	/** What a person would type; `''` if there is nothing to type. */
	readonly typed: string;
	/** What the chat shows before it, if not "typing…". */
	readonly activity?: Activity;
	/** What else tells it from the messages of other items, if the store does not keep that. */
	readonly identity?: unknown;
	/** Its file is one of the item's: answers the SHA-256 of the file as Base64. */
	readonly fileHash?: () => Promise<string>;
	/** Members of the group whom it names are sent as mentions; see `server/ask/mentions.ts`. */
	readonly mentionsNamed?: true;
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
			const extended = asRecord(stored.extendedTextMessage);
			return plainText(stored.conversation ?? extended.text) === plainText(content.typed);
		}
		case 'media': {
			const part = stored[content.key];
			return isRecord(part) && (await isSameMedia(content, part));
		}
		case 'composed': {
			// Servers before 2.4 send buttons in an envelope.
			const { message = stored } = asRecord(stored.viewOnceMessage);
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
	const record = asRecord(inner);
	return Object.entries(expected).every(([key, value]) => matchesForm(record[key], value));
}

export interface IdentifiedContent {
	readonly content: MessageContent;
	/** See {@link hashContent}. */
	readonly identity: string;
}

/** The message, and those that follow it. */
export const splitContent = (content: MessageContent): readonly MessageContent[] => [
	content,
	...(content.rest ?? []),
];

/** Two messages that look alike to whoever gets them have one identity. It is a hash, since a message may hold a file. */
export async function hashContent(content: MessageContent): Promise<string> {
	const { fileHash, rest = [], ...message } = content;
	const followers: string[] = [];
	for (const follower of rest) followers.push(await hashContent(follower));
	const whole = JSON.stringify([message, await fileHash?.(), ...followers]);
	return createHash('sha256').update(whole).digest('base64');
}
