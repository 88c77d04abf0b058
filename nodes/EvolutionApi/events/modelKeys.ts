import type { IDataObject } from 'n8n-workflow';

import { isByNobody, type Delivery } from '../server/delivery';
import { comparable, getChatType, makePersonId } from '../core/values/addresses';
import {
	asRecord,
	asRecords,
	asTexts,
	firstText,
	isRecord,
	numberOrNull,
} from '../core/values/answer';
import { textBefore } from '../core/values/text';
import type { MessageKind } from './messageKinds';

// Keys that n8n's AI Agent and its memories read by themselves: `chatInput` and `sessionId`.

/** Author of a turn, as a model sees it: `human` is a person on a device of the account. */
type Role = 'user' | 'assistant' | 'human';

const NAMES: Partial<Record<MessageKind, string>> = {
	channelInvite: 'invitation to a channel',
	event: 'calendar event',
	groupInvite: 'invitation to a group',
	image: 'picture',
	liveLocation: 'live location',
	phoneNumberRequest: 'request for the phone number',
	system: 'message of the system',
	unknown: 'message that cannot be read',
	videoNote: 'video note',
	viewOnce: 'view-once message, which can only be opened on the phone',
	voice: 'voice note',
};

const WITH_FILE: readonly MessageKind[] = [
	'document',
	'image',
	'sticker',
	'video',
	'videoNote',
	'viewOnce',
];

/** Kinds that are shown in brackets with their name, e.g. `[reaction: 👍]`, because their text alone isn't clear. */
const KINDS_IN_BRACKETS: readonly MessageKind[] = ['deleted', 'pin', 'reaction'];

/** Events of messages written on one of the account's devices. Messages sent through the API have other events. */
const MESSAGE_EVENTS = ['messages.upsert', 'messages.edited', 'messages.delete'];

/**
 * Returns the keys for a model. `chatInput` is never empty, and has the quoted text above the message. `sessionId` is the same
 * for a chat's number and LID, if the server knows both. `personId` is the other side of a private chat, or else the author.
 */
export const modelKeys = (delivery: Delivery, item: IDataObject): IDataObject => ({
	chatInput: nameMentions(makeChatInput(item), item, delivery.message?.mentionNames),
	// Chats without a known address must not share one memory.
	sessionId:
		delivery.chat.length === 0
			? `${delivery.instance}/${hiddenPerson(delivery) ?? firstText(item.messageId) ?? ''}`
			: makeSessionId(delivery),
	personId: makePersonId(...delivery.chat) ?? makePersonId(...(delivery.message?.author ?? [])),
	role: chooseRole(item.fromMe === true, isByHand(delivery)),
});

/** Replaces mentions by known names, as a phone does: `@111111111111111` → `@Ann`. */
function nameMentions(
	text: string,
	{ groupMentions }: IDataObject,
	people: ReadonlyMap<string, string> = new Map(),
): string {
	const groups = asRecords(groupMentions).map(
		({ group, name }) => [textBefore('@', String(group)), firstText(name)] as const,
	);
	const names = new Map<string, string | null>([...people, ...groups]);
	if (names.size === 0) return text;
	return text.replace(/@(\d+)(?:@g\.us)?/g, (mention, digits: string) => {
		const name = names.get(digits) ?? null;
		return name === null ? mention : `@${name}`;
	});
}

/** Returns Meta's ID for a customer who hides their number. It's the same in each message. */
function hiddenPerson({ message }: Delivery): string | undefined {
	const id = message?.chatConflict?.inMessageId ?? '';
	return /^[A-Z]{2}\./.test(id) ? id : undefined;
}

const isByHand = ({ event, message }: Delivery): boolean =>
	MESSAGE_EVENTS.includes(event) && (message === undefined || !isByNobody(message));

export function chooseRole(fromMe: boolean, isByHand: boolean): Role {
	if (!fromMe) return 'user';
	return isByHand ? 'human' : 'assistant';
}

export function makeSessionId({
	instance,
	chat,
	message,
}: Pick<Delivery, 'instance' | 'chat' | 'message'>): string {
	const [first = ''] = chat;
	// A status, or a message to a broadcast list, is answered in the chat with its author.
	const isForMany = ['broadcast', 'status'].includes(getChatType(first));
	const author = isForMany && message?.fromMe === false ? makePersonId(...message.author) : null;
	return `${instance}/${author ?? makePersonId(...chat) ?? comparable(first)}`;
}

export function makeChatInput(item: IDataObject): string {
	const quote = describeQuoted(asRecord(item.quoted));
	const content = describeContent(item);
	return quote === undefined ? content : `${quote.replace(/^/gm, '> ')}\n\n${content}`;
}

function describeQuoted(quote: IDataObject): string | undefined {
	const { kind, chatType } = quote;
	if (firstText(kind) === null && firstText(quote.text) === null) {
		// WhatsApp may leave out the quoted content, and the Cloud API always does.
		return firstText(quote.id) === null ? undefined : '[earlier message]';
	}
	const place = chatType === 'status' ? '[status]' : chatType === 'group' ? '[in a group]' : null;
	const content = kind === 'unknown' ? '' : describeContent(quote, true);
	return [place, content].filter((line) => line !== null && line !== '').join('\n') || undefined;
}

const KINDS_WITH_DETAILS: readonly MessageKind[] = [
	'buttons',
	'channelInvite',
	'event',
	'groupInvite',
	'interactiveAnswer',
	'list',
	'liveLocation',
	'location',
	'order',
	'payment',
	'poll',
	'pollResult',
	'product',
	'template',
];

/** Kinds that are quoted by their text alone, without details. */
const BRIEF: readonly MessageKind[] = ['buttons', 'interactiveAnswer', 'list', 'template'];

function describeContent(item: IDataObject, isQuoted = false): string {
	const kind = item.kind as MessageKind;
	const { text } = item;
	const isEnough = typeof text === 'string' && text.trim() !== '';
	const what = NAMES[kind] ?? splitWords(String(kind));
	const details = describeDetails(item);
	if (isEnough && WITH_FILE.includes(kind)) return `[${[what, ...details].join(': ')}] ${text}`;
	if (!isEnough || KINDS_IN_BRACKETS.includes(kind)) {
		const label = isEnough ? text : firstText(item.buttonId, item.rowId);
		const more = [label, ...details].filter((words) => words !== null);
		return `[${[what, more.join(', ')].filter(Boolean).join(': ')}]`;
	}
	const isDetailed = KINDS_WITH_DETAILS.includes(kind) && !(isQuoted && BRIEF.includes(kind));
	return isDetailed && details.length > 0 ? `${text}\n[${what}: ${details.join(', ')}]` : text;
}

/** `buttonAnswer` → `button answer` */
const splitWords = (kind: string) => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

type Describe = (value: IDataObject) => Array<string | null>;

const DETAILS: Readonly<Record<string, Describe>> = {
	media: ({ fileName }) => [firstText(fileName)],
	location: describePlace,
	order: (order) => [
		firstText(order.title),
		withCount(order.itemCount, 'item'),
		...describeItems(order.items),
		describeMoney(order.total, order.currency),
		withLabel('reference', order.id),
		withLabel('status', order.status),
	],
	product: (product) => [
		firstText(product.title),
		describeMoney(product.price, product.currency),
		firstText(product.description),
		withLabel('ID', product.retailerId ?? product.id),
		firstText(product.url),
	],
	payment: (payment) => [
		describeMoney(payment.amount, payment.currency),
		withLabel('reference', payment.reference),
		withLabel('status', payment.status),
		withLabel('to', payment.recipient),
		withLabel('key', payment.pixKey),
		withLabel('until', payment.expiresAt),
		...describeItems(payment.items),
	],
	groupInvite: ({ name }) => [firstText(name)],
	channelInvite: ({ name }) => [firstText(name)],
	poll: ({ options }) => [asTexts(options).join(' | ')],
	calendarEvent: (event) => [
		event.isCanceled === true ? 'canceled' : null,
		withLabel('from', event.startsAt),
		withLabel('until', event.endsAt),
		...describePlace(asRecord(event.location)),
		firstText(event.description),
		firstText(event.joinUrl),
	],
	list: ({ sections }) => [
		asRecords(sections)
			.flatMap(({ rows }) => asRecords(rows).map(describeRow))
			.join(' | '),
	],
	answer: ({ parameters }) => Object.entries(asRecord(parameters)).map(describeParameter),
	offer: ({ text, code, url, expiresAt }) => [
		firstText(text),
		withLabel('code', code),
		firstText(url),
		withLabel('until', expiresAt),
	],
	album: ({ images, videos }) => [withCount(images, 'picture'), withCount(videos, 'video')],
	adReferral: ({ title, body }) => [withLabel('from the advertisement', title ?? body)],
};

const LISTS: Readonly<Record<string, (entry: IDataObject) => string | null>> = {
	contacts: ({ name, phoneNumbers, emails }) => {
		const ways = [...asTexts(phoneNumbers), ...asTexts(emails)].join(', ');
		return [firstText(name), ways === '' ? null : `(${ways})`].filter(Boolean).join(' ');
	},
	buttons: ({ text, type, url, phoneNumber, code }) => {
		const behind = firstText(url, phoneNumber, code);
		const label = firstText(text, type);
		return behind === null ? label : `${label} (${behind})`;
	},
	pollResults: ({ option, votes }) => `${String(option)}: ${String(votes)}`,
};

function describeDetails(item: IDataObject): string[] {
	const single = Object.entries(DETAILS).flatMap(([key, describe]) =>
		isRecord(item[key]) ? describe(item[key]) : [],
	);
	const several = Object.entries(LISTS).map(([key, describe]) => {
		const entries = key === 'buttons' && isFlow(item) ? [] : asRecords(item[key]);
		return entries.map(describe).filter(Boolean).join(', ');
	});
	return [firstText(item.fileName), ...single, ...several].filter(
		(words) => words !== null && words !== '',
	) as string[];
}

const isFlow = ({ flow }: IDataObject) => isRecord(flow);

const withLabel = (label: string, value: unknown): string | null => {
	const text = firstText(value);
	return text === null ? null : `${label} ${text}`;
};

const withCount = (count: unknown, what: string): string | null =>
	numberOrNull(count) ? `${String(count)} ${what}${count === 1 ? '' : 's'}` : null;

function describeMoney(amount: unknown, currency: unknown): string | null {
	const number = numberOrNull(amount);
	return number === null ? null : [String(number), firstText(currency)].filter(Boolean).join(' ');
}

const describeItems = (items: unknown): string[] =>
	asRecords(items).flatMap(({ quantity, name, retailerId }) => {
		const what = firstText(name, retailerId);
		if (what === null) return [];
		return numberOrNull(quantity) === null ? what : `${String(quantity)} × ${what}`;
	});

const describeRow = ({ id, title, description }: IDataObject): string =>
	[firstText(title, id), firstText(description) === null ? null : `(${String(description)})`]
		.filter(Boolean)
		.join(' ');

/** Parameters of an interactive answer that `chatInput` leaves out: they're in `text` already, or no use to a model. */
const KNOWN_PARAMETERS = /^(id|title|description|display_text|flow_token|version|.*_params)$/;

function describeParameter([name, value]: [string, unknown]): string | null {
	if (KNOWN_PARAMETERS.test(name) || value === null || value === '') return null;
	return `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
}

/** `SP, Av 1 at -23.5, -46.6` */
function describePlace({ name, address, latitude, longitude }: IDataObject): string[] {
	const place = [name, address].filter((text) => firstText(text) !== null).join(', ');
	const isNowhere = latitude == null || (latitude === 0 && longitude === 0);
	const point = isNowhere ? null : `${String(latitude)}, ${String(longitude)}`;
	const description = [place, point].filter(Boolean).join(' at ');
	return description === '' ? [] : [description];
}
