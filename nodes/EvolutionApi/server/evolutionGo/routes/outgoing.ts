import type { IDataObject } from 'n8n-workflow';
import { randomBytes } from 'node:crypto';

import { RequestFailure, mayHaveArrived, type Failure } from '../../../errors/failure';
import { InputProblem } from '../../../core/input/inputProblem';
import { plainJid, asJid } from '../../../core/values/addresses';
import { asRecord, textOrNull, firstText, asTexts } from '../../../core/values/answer';
import { asResult, readData, fetchInstanceRow, isBefore } from '../request';
import { findMessageType } from '../events/messages';
import { notePoll } from '../pollVotes';
import { refuseIf, type GoCall } from './route';

/** Creates a message ID in Evolution Go's form, so that the ID is known before the message is sent. */
export const newMessageId = () => `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;

/** Timeout of the request for a message's status, which most servers don't store. */
const STATUS_TIMEOUT_MS = 10_000;

/**
 * Tells whether a message was sent although the server's answer was lost. Looks the message up with `POST /message/status`,
 * which only finds it after delivery, and only with DATABASE_SAVE_MESSAGES=true. False therefore means unknown.
 */
async function isKnownToBeOut(
	call: Pick<GoCall, 'tryGo'>,
	failure: Failure,
	id: string,
): Promise<boolean> {
	if (!mayHaveArrived(failure)) return false;
	const question = { method: 'POST', path: '/message/status', body: { id } } as const;
	const result = await call
		.tryGo({ ...question, idempotent: false, timeoutMs: STATUS_TIMEOUT_MS })
		.catch(asResult);
	if ('failure' in result) return false;
	const status: IDataObject = asRecord(asRecord(readData(result.body)).result);
	return textOrNull(status.message_id) === id;
}

const namingMessage = (failure: Failure, id: string): Failure =>
	mayHaveArrived(failure)
		? { ...failure, description: `${failure.description} The ID of the message is ${id}.` }
		: failure;

/**
 * Converts the answer `{ Info, Message }` to Evolution API's form. The status is one tick: WhatsApp has accepted the message.
 */
function sentAnswer(
	data: unknown,
	recipient: { readonly number: string; readonly id?: string },
): IDataObject {
	const { Info, Message } = asRecord(data);
	const { ID, Chat, Timestamp } = asRecord(Info);
	const message = asRecord(Message);
	notePoll(firstText(ID, recipient.id), message);
	const seconds = Math.floor(Date.parse(String(Timestamp)) / 1000);
	return {
		key: {
			remoteJid: plainJid(firstText(Chat, recipient.number) ?? ''),
			fromMe: true,
			id: firstText(ID, recipient.id),
		},
		status: 'SERVER_ACK',
		message,
		messageType: findMessageType(message),
		...(Number.isNaN(seconds) ? {} : { messageTimestamp: seconds }),
	};
}

export interface Outgoing {
	/** The full JID, because the server completes digits by country rules, some of which are wrong. */
	readonly number: string;
	/** Off, because a server that doesn't look up numbers would otherwise apply its country rules to full JIDs, too. */
	readonly formatJid: false;
	/** Chosen here, so that the ID is known even if the answer is lost. */
	readonly id: string;
	/** Time (ms) for which the server shows "typing…" before it sends the message and answers. */
	readonly delay?: number;
	readonly mentionedJid?: readonly string[];
	readonly mentionAll?: true;
	readonly quoted?: QuotedMessage;
}

/**
 * Tells whether the server may turn this number into another person's: a 13-digit number from Mexico or Argentina. A request
 * with `formatJid: false` is safe. From a Brazilian number, the server drops a digit, but still reaches the same person.
 */
export const becomesAnother = (number: string): boolean =>
	/^5[24]\d{11}@s\.whatsapp\.net$/.test(number);

export const readOutgoingBody = ({ request }: GoCall): IDataObject => asRecord(request.body);

export const readTableInput = ({ request }: GoCall): IDataObject => asRecord(request.input);

export const readTableOptions = (call: GoCall): IDataObject =>
	asRecord(readTableInput(call).options);

/** Reads the forwarding mark, which only JSON bodies can contain, not forms. @throws {InputProblem} if the server is too old */
export async function readForwarding(call: GoCall): Promise<{ readonly forwardingScore?: number }> {
	const { forwardingScore } = readTableOptions(call);
	if (typeof forwardingScore !== 'number' || forwardingScore === 0) return {};
	refuseIf(
		await isBefore(call, '0.7.2'),
		['options', 'forwardingScore'],
		'needs Evolution Go 0.7.2 or newer',
		'Remove the option, or update the server.',
	);
	return { forwardingScore };
}

/** @throws {InputProblem} if the author of the quoted message is unknown */
export const outgoing = async (call: GoCall): Promise<Outgoing> =>
	await outgoingWith(call, readOutgoingBody(call));

export const outgoingWithoutId = async (call: GoCall): Promise<Omit<Outgoing, 'id'>> =>
	await withoutId(call, readOutgoingBody(call));

/** @param fields of Evolution API's request */
export async function outgoingWith(call: GoCall, fields: IDataObject): Promise<Outgoing> {
	const id = textOrNull(fields.messageId) ?? newMessageId();
	return { ...(await withoutId(call, fields)), id };
}

async function withoutId(
	call: GoCall,
	{ number, delay, mentioned, mentionsEveryOne, quoted }: IDataObject,
): Promise<Omit<Outgoing, 'id'>> {
	const jid = asJid(String(number));
	const mentions = asTexts(mentioned).map(asJid);
	return {
		number: jid,
		formatJid: false,
		...(typeof delay === 'number' ? { delay } : {}),
		...(mentions.length > 0 ? { mentionedJid: mentions } : {}),
		...(mentionsEveryOne === true && mentions.length === 0 ? { mentionAll: true as const } : {}),
		...withQuoted(await findQuoted(call, quoted, jid)),
	};
}

const withQuoted = (quote?: QuotedMessage) => (quote === undefined ? {} : { quoted: quote });

/**
 * @param recipient the chat, and the new message's ID if the request contains it
 * @returns the answer in Evolution API's form
 * @throws {RequestFailure} if the message wasn't sent, or if the outcome is unknown
 */
export async function sendGo(
	call: Pick<GoCall, 'tryGo'>,
	path: string,
	body: object,
	recipient: { readonly number: string; readonly id?: string },
): Promise<IDataObject> {
	const result = await call.tryGo({ method: 'POST', path, body });
	if (!('failure' in result)) return sentAnswer(readData(result.body), recipient);
	const { failure } = result;
	if (recipient.id === undefined) throw new RequestFailure(failure);
	if (await isKnownToBeOut(call, failure, recipient.id)) return sentAnswer({}, recipient);
	throw new RequestFailure(namingMessage(failure, recipient.id));
}

interface QuotedMessage {
	readonly messageId: string;
	readonly participant: string;
}

/**
 * @param quote `{ key: { id, participant?, fromMe?, remoteJid? } }`, in Evolution API's form
 * @param number the chat of the new message
 * @throws {InputProblem} if the author is unknown
 */
async function findQuoted(
	call: GoCall,
	quote: unknown,
	number: string,
): Promise<QuotedMessage | undefined> {
	const { key } = asRecord(quote);
	const { id, participant, fromMe, remoteJid } = asRecord(key);
	const messageId = textOrNull(id);
	if (messageId === null) return undefined;
	if (fromMe === true) return { messageId, participant: await senderJid(call) };
	const chat = asJid(firstText(remoteJid, number) ?? '');
	const author = textOrNull(participant) ?? (chat.endsWith('@g.us') ? null : chat);
	if (author !== null) return { messageId, participant: asJid(author) };
	throw new InputProblem(
		['options', 'replyTo', 'values', 'messageId'],
		'is not enough in a group with Evolution Go, which has to know who wrote the message',
		'Use Message (JSON) instead, with "participant" in its key, or Message → Reply.',
	);
}

/** @throws {InputProblem} if the credential has no global key, or no phone is linked */
async function senderJid(call: GoCall): Promise<string> {
	const row = call.connection.globalKey === undefined ? {} : await fetchInstanceRow(call);
	const jid = textOrNull(row.jid)?.replace(/:\d+@/, '@');
	if (jid !== undefined) return jid;
	throw new InputProblem(
		['options', 'replyTo', 'values', 'message'],
		'quotes a message of the account itself, whose number is not known',
		'Enter the Global API Key in the credential, too, and connect the instance.',
	);
}
