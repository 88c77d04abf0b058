import { createHash } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import type { Activity, Target, Result } from '../adapter';
import { ask, tryAsk } from '../connection';
import type { DeliveredMessage } from '../delivery';
import { makeKey, readMessageKeys, readSentTime } from '../words/keys';
import { asRecords, asRecord, textOrNull, firstText, numberOrNull } from '../../core/values/answer';
import { sanitize } from '../../core/values/sanitize';
import { numberLines, joinParagraphs } from '../../core/values/text';

// Messages that this package sends on its own: questions, and notices to customers.

interface Choice {
	readonly id: string;
	readonly label: string;
}

export type OwnMessage = { readonly recipient: string } & (
	| {
			readonly kind: 'text';
			readonly text: string;
			readonly showsPreview?: false;
			readonly answers?: { readonly message: DeliveredMessage; readonly chat: string };
			/**
			 * Identifies the message, so that a retry doesn't show it twice. Where the server accepts an ID, this text determines the
			 * ID, and WhatsApp shows messages with the same ID only once.
			 */
			readonly once?: string;
	  }
	| { readonly kind: 'poll'; readonly question: string; readonly choices: readonly string[] }
	| {
			readonly kind: 'buttons' | 'list';
			readonly title: string;
			readonly description: string | undefined;
			readonly footer: string | undefined;
			/** The label of the button that opens the list. */
			readonly opener: string;
			readonly choices: readonly Choice[];
	  }
);

export const TEXT_ROUTE = '/message/sendText/{instance}';
export const POLL_ROUTE = '/message/sendPoll/{instance}';

export interface SentKey {
	readonly messageId: string | null;
	readonly chat: string | null;
}

export interface SentAnswer extends SentKey {
	/** When the message was sent, Unix s by the server's clock. */
	readonly seconds: number | null;
	/** Secret that encrypts the votes of a poll, in Base64. */
	readonly pollSecret?: string;
}

/** Sends the message once. @throws {RequestFailure} if it wasn't sent, or if the outcome is unknown */
export async function sendOwn(target: Target, message: OwnMessage): Promise<SentAnswer> {
	const { sendsNoChoices } = target.connection.server;
	const [route, content] = makeContent(sendsNoChoices === true ? withoutChoices(message) : message);
	const answer = await ask(target, {
		method: 'POST',
		route,
		body: { number: message.recipient, ...content },
		idempotent: false,
	});
	return readSent(answer);
}

export function readSent(answer: unknown): SentAnswer {
	const message = asRecord(answer);
	const { messageSecret } = asRecord(asRecord(message.message).messageContextInfo);
	const { id, chat } = readMessageKeys(message);
	return {
		messageId: textOrNull(id),
		chat: textOrNull(chat),
		seconds: numberOrNull(readSentTime(message)),
		pollSecret: textOrNull(messageSecret) ?? undefined,
	};
}

export function readSentKeys(items: readonly INodeExecutionData[] | undefined): SentKey[] {
	const json = items?.[0]?.json ?? {};
	const messages: unknown[] = Array.isArray(json.messages) ? json.messages : [json];
	return messages.map(asRecord).map(({ chat, messageId }) => ({
		chat: textOrNull(chat),
		messageId: textOrNull(messageId),
	}));
}

function withoutChoices(message: OwnMessage): OwnMessage {
	if (message.kind !== 'buttons' && message.kind !== 'list') return message;
	const { recipient, title, description = '', footer, choices } = message;
	const question = `${title}\n${description}`.trim();
	const lines = numberLines(choices.map(({ label }) => label));
	return { kind: 'text', recipient, text: joinParagraphs(question, lines, footer) };
}

const INVISIBLE = '\u00a0';

function makeContent(message: OwnMessage): readonly [route: string, body: object] {
	switch (message.kind) {
		case 'text': {
			const { text, showsPreview, answers, once } = message;
			const quote = answers && makeQuote(answers);
			const messageId = once === undefined ? undefined : messageIdFor(once);
			const body = { text, linkPreview: showsPreview, quoted: quote, messageId };
			return [TEXT_ROUTE, body];
		}
		case 'poll': {
			const { question, choices } = message;
			const body = { name: question, values: choices, selectableCount: 1 };
			return [POLL_ROUTE, body];
		}
		case 'buttons': {
			const { title, description, footer, choices } = message;
			const buttons = choices.map(({ id, label }) => ({ type: 'reply', displayText: label, id }));
			return ['/message/sendButtons/{instance}', { title, description, footer, buttons }];
		}
		case 'list': {
			const { title, description, footer, opener, choices } = message;
			const rows = choices.map(({ id, label }) => ({ title: label, rowId: id }));
			return [
				'/message/sendList/{instance}',
				{
					title,
					description,
					// The server requires a footer.
					footerText: footer ?? INVISIBLE,
					buttonText: opener,
					sections: [{ title: opener, rows }],
				},
			];
		}
	}
}

/** Makes a quote that contains the message's text, so the server needn't look the message up. Files aren't included. */
function makeQuote({ message, chat }: { message: DeliveredMessage; chat: string }): object {
	const { conversation, extendedTextMessage } = asRecord(message.content);
	const { id, fromMe, participant } = message;
	const text = firstText(conversation, asRecord(extendedTextMessage).text);
	return {
		key: makeKey({ id: id ?? undefined, chat, fromMe, participant: participant ?? undefined }),
		message: { conversation: text ?? '' },
	};
}

/** Derives a message ID, in WhatsApp Web's form, from a text. */
const messageIdFor = (words: string) =>
	`3EB0${createHash('sha256').update(words).digest('hex').slice(0, 18).toUpperCase()}`;

/**
 * Shows "typing…" or "recording…" in a chat for `delay` ms, and waits. Ignores a failure: the message itself then fails for the
 * same reason, or is sent without the activity. The `delay` of the message's own request isn't used: after a crash of n8n
 * during that delay, the next run wouldn't find the message in the server's store, and would send it again.
 */
export async function showActivity(
	target: Target,
	number: string,
	{ activity = 'composing', delay }: { readonly activity?: Activity; readonly delay: number },
): Promise<void> {
	await tryAsk(target, {
		method: 'POST',
		route: '/chat/sendPresence/{instance}',
		body: { number, presence: activity, delay },
		idempotent: false,
	});
}

export type FetchedFile = { readonly base64: string } | { readonly problem: string };

interface FileSource {
	/** The delivered message, for a server that stores no messages. */
	readonly record?: IDataObject;
	/** The part of the message that contains the file, if the server can't find that part itself. */
	readonly inner?: IDataObject;
}

export async function fetchMessageFile(
	target: Target,
	messageId: string,
	{ record, inner }: FileSource,
): Promise<FetchedFile> {
	const request = async (message: unknown) =>
		await tryAsk(target, {
			method: 'POST',
			route: '/chat/getBase64FromMediaMessage/{instance}',
			body: { message },
			idempotent: true,
		}).catch(asProblem);
	const { store } = target.connection.server;
	const key = record?.key ?? { id: messageId };
	const content = store && inner && (await request({ key, message: sanitize(inner) }));
	const answer = content ?? (store && (await request({ key: { id: messageId } })));
	// If the server stores no messages (DATABASE_SAVE_DATA_NEW_MESSAGE=false), the request must contain the whole message.
	const isUnknown =
		answer === undefined ||
		('failure' in answer && answer.failure.httpCode === 400 && record !== undefined);
	return readFile(isUnknown ? await request(sanitize(record)) : answer);
}

/** @throws any error that isn't an {@link InputProblem} */
function asProblem(error: unknown): { readonly problem: string } {
	if (error instanceof InputProblem) return { problem: error.message };
	throw error;
}

function readFile(result: Result | { readonly problem: string }): FetchedFile {
	if ('problem' in result) return result;
	if ('failure' in result) return { problem: result.failure.message };
	const { base64 } = asRecord(result.body);
	return typeof base64 === 'string' && base64 !== ''
		? { base64 }
		: { problem: 'The server answered without the file' };
}

/** The keys are the same for all kinds of instances; a value is `null` if the server doesn't return it. */
export function simplifySentMessage(answer: IDataObject): IDataObject {
	const { messageId, chat, seconds } = readSent(answer);
	return {
		messageId,
		chat,
		fromMe: readMessageKeys(answer).fromMe,
		status: textOrNull(answer.status),
		messageType: textOrNull(answer.messageType),
		timestamp: seconds === null ? null : new Date(seconds * 1000).toISOString(),
	};
}

function simplifySentMessages({ messages }: IDataObject): IDataObject {
	const items = asRecords(messages).map(simplifySentMessage);
	return { chat: items[0]?.chat ?? null, messageCount: items.length, messages: items };
}

export const simplifySent = (answer: IDataObject): IDataObject =>
	Array.isArray(answer.messages) ? simplifySentMessages(answer) : simplifySentMessage(answer);

export const simplifySentToPerson = ({ personId, ...answer }: IDataObject): IDataObject => ({
	personId,
	...simplifySent(answer),
});
