import { createHash } from 'node:crypto';
import { type IDataObject, jsonParse } from 'n8n-workflow';

import { isRecord, asRecord, firstText, asTexts } from '../core/values/answer';
import type { Activity } from './adapter';
import { meaningOf } from './messageFields';

/** Nesting limit. WhatsApp's own messages stay far below it. */
const MOST_WRAPPERS = 10;

interface InnerMessage {
	readonly message: IDataObject;
	readonly isViewOnce: boolean;
	readonly isEdited: boolean;
	/** Fields that wrapped the message, the outermost first. */
	readonly wrappers: readonly string[];
	/** `messageContextInfo` of the message and all its wrappers, merged. */
	readonly about: IDataObject;
}

/** An unknown field counts as a wrapper if its value has the form `{ message }` and the outer message has no other content. */
export function unwrap(outer: unknown): InnerMessage {
	let message = asRecord(outer);
	let about: IDataObject = {};
	const wrappers: string[] = [];
	for (;;) {
		about = { ...about, ...asRecord(message.messageContextInfo) };
		const wrapper = wrappers.length < MOST_WRAPPERS ? findWrapper(message) : undefined;
		if (wrapper === undefined) break;
		wrappers.push(wrapper);
		message = readInner(message, wrapper) as IDataObject;
	}
	const isViewOnce = wrappers.some((name) => name.startsWith('viewOnce'));
	return { message, isViewOnce, isEdited: wrappers.includes('editedMessage'), wrappers, about };
}

function findWrapper(message: IDataObject): string | undefined {
	const holding = Object.keys(message).filter((name) => isRecord(readInner(message, name)));
	const wrapper = holding.find((name) => meaningOf(name) === 'wrapper');
	if (wrapper !== undefined) return wrapper;
	const hasContent = Object.keys(message).some(
		(name) => ['person', 'change'].includes(meaningOf(name) ?? '') && message[name] !== null,
	);
	return hasContent ? undefined : holding.find((name) => meaningOf(name) === undefined);
}

const readInner = (message: IDataObject, name: string): unknown => asRecord(message[name]).message;

const WITH_CAPTION = ['imageMessage', 'videoMessage', 'documentMessage'];

/** Returns a person's text or caption, or the label that they pressed, chose or voted for; `''` if there is none. */
export function readWrittenText(content: unknown): string {
	const { message } = unwrap(content);
	const button = asRecord(message.buttonsResponseMessage ?? message.templateButtonReplyMessage);
	const interactive = asRecord(message.interactiveResponseMessage);
	return (
		firstText(
			message.conversation,
			asRecord(message.extendedTextMessage).text,
			...WITH_CAPTION.map((kind) => asRecord(message[kind]).caption),
			button.selectedDisplayText,
			asRecord(message.listResponseMessage).title,
			asRecord(interactive.body).text,
			...readLabels(asRecord(interactive.nativeFlowResponseMessage).paramsJson),
			asTexts(asRecord(asRecord(message.pollUpdateMessage).vote).selectedOptions).join(', '),
		) ?? ''
	);
}

/** Reads the label of a pressed button, which some phones write only into `paramsJson`. */
function readLabels(paramsJson: unknown): unknown[] {
	if (typeof paramsJson !== 'string') return [];
	const params = asRecord(jsonParse<unknown>(paramsJson, { fallbackValue: null }));
	return [params.display_text, params.title, params.id];
}

const VISIBLE_KEYS = [
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

/** Property that contains the quoted message. Its texts don't belong to the message itself. */
const QUOTE_KEY = 'contextInfo';

const MOST_LEVELS = 20;

export function collectTexts(content: unknown, level = 0): string[] {
	if (level > MOST_LEVELS) return [];
	if (Array.isArray(content)) return content.flatMap((entry) => collectTexts(entry, level + 1));
	if (!isRecord(content)) return [];
	return Object.entries(content).flatMap(([key, value]) => {
		if (key === QUOTE_KEY) return [];
		if (typeof value === 'string') return VISIBLE_KEYS.includes(key) ? [value] : [];
		return collectTexts(value, level + 1);
	});
}

/** The part of an outgoing message's content that the server's store keeps. */
export type MessageContent = {
	/** The message's text, caption or title; `''` if there is none. */
	readonly typedText: string;
	/** Activity that the chat shows before the message, if not "typing…". */
	readonly activity?: Activity;
	/** Distinguishes a run's messages that look the same in the store, such as one template with different values. */
	readonly identity?: unknown;
	/** Returns the file's SHA-256 hash, encoded as Base64. Missing if the file isn't in the item's binary data. */
	readonly fileHash?: () => Promise<string>;
	/** Names of group members in the text become mentions. */
	readonly mentionsNamed?: true;
	/** Another form that the message may have been sent in, such as a text instead of a picture. */
	readonly or?: MessageContent;
	/** Further messages to the same recipient, in order. */
	readonly rest?: readonly MessageContent[];
} & (
	| { readonly kind: 'text' }
	| {
			readonly kind: 'media';
			/** Key of the file in the stored message, e.g. `imageMessage`. */
			readonly key: string;
			/** The file name that the recipient sees; the store keeps it only for documents. */
			readonly fileName?: string;
			/** Whether WhatsApp gets the file unchanged, so that the stored message contains the hash of n8n's file. */
			readonly isUnchanged?: boolean;
	  }
	| {
			readonly kind: 'composed';
			/**
			 * Possible forms of the stored message. The message must have all values of one form; its other keys are ignored. Lists
			 * must have the same length. An undefined value, such as a missing footer, only matches if the message has none.
			 */
			readonly forms: readonly object[];
	  }
);

const plainText = (text: unknown) =>
	typeof text === 'string' || typeof text === 'number'
		? String(text).replace(/\r\n/g, '\n').trim()
		: '';

/** @param record content of a message in the server's store, such as `{ conversation: 'Hello' }` */
export async function saysTheSame(content: MessageContent, record: unknown): Promise<boolean> {
	if (!isRecord(record)) return false;
	if (content.or !== undefined && (await saysTheSame(content.or, record))) return true;
	switch (content.kind) {
		case 'text': {
			const longText = asRecord(record.extendedTextMessage);
			return plainText(record.conversation ?? longText.text) === plainText(content.typedText);
		}
		case 'media': {
			const part = record[content.key];
			return isRecord(part) && (await isSameMedia(content, part));
		}
		case 'composed': {
			// Servers before 2.4 wrap buttons in a view-once message.
			const { message = record } = asRecord(record.viewOnceMessage);
			return content.forms.some((form) => matchesForm(message, form));
		}
	}
}

async function isSameMedia(
	content: Extract<MessageContent, { kind: 'media' }>,
	part: IDataObject,
): Promise<boolean> {
	if (plainText(part.caption) !== plainText(content.typedText)) return false;
	const names = [content.fileName, part.fileName].map(plainText);
	if (names.every((name) => name !== '') && names[0] !== names[1]) return false;
	const { fileSha256 } = part;
	const isComparable = content.isUnchanged === true && typeof fileSha256 === 'string';
	if (!isComparable || content.fileHash === undefined) return true;
	return fileSha256 === (await content.fileHash());
}

/** Tells whether a part of a stored message has all expected values. Some parts of buttons are JSON texts. */
function matchesForm(part: unknown, form: unknown): boolean {
	if (Array.isArray(form)) {
		const isList = Array.isArray(part) && part.length === form.length;
		return isList && form.every((entry, index) => matchesForm(part[index], entry));
	}
	if (!isRecord(form)) return plainText(part) === plainText(form);
	const inner = typeof part === 'string' ? jsonParse<unknown>(part, { fallbackValue: {} }) : part;
	const record = asRecord(inner);
	return Object.entries(form).every(([key, value]) => matchesForm(record[key], value));
}

export interface Fingerprint {
	readonly content: MessageContent;
	readonly identity: string;
}

export const splitContent = (content: MessageContent): readonly MessageContent[] => [
	content,
	...(content.rest ?? []),
];

/** Returns the same identity for messages that look alike to the recipient. */
export async function hashContent(content: MessageContent): Promise<string> {
	const { fileHash, rest = [], ...message } = content;
	const followers: string[] = [];
	for (const follower of rest) followers.push(await hashContent(follower));
	const parts = JSON.stringify([message, await fileHash?.(), ...followers]);
	return createHash('sha256').update(parts).digest('base64');
}
