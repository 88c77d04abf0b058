import type { IDataObject } from 'n8n-workflow';
import { randomBytes } from 'node:crypto';

import { RequestFailure, mayHaveArrived, type Failure } from '../../../errors/failure';
import { InputProblem } from '../../../core/input/inputProblem';
import { plainJid, asJid } from '../../../core/values/addresses';
import { asRecord, textOrNull, firstText, asTexts } from '../../../core/values/answer';
import { asResult, readData, fetchInstanceRow, isBefore072 } from '../request';
import { findMessageType } from '../events/messages';
import { notePoll } from '../pollVotes';
import { refuseIf, type Translated } from './route';

/** As Evolution Go makes it: then it is known before the message is sent. */
export const newMessageId = () => `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;

/** Nobody waits longer for what most servers cannot tell. */
const PATIENCE_MS = 10_000;

/**
 * Whether a message is out whose answer was lost: `POST /message/status`, by the ID that was chosen for it. A server with
 * DATABASE_SAVE_MESSAGES=true knows it once a phone has got it. That it knows nothing says nothing.
 */
async function isKnownToBeOut(
	translated: Pick<Translated, 'tryGo'>,
	failure: Failure,
	id: string,
): Promise<boolean> {
	if (!mayHaveArrived(failure)) return false;
	const question = { method: 'POST', path: '/message/status', body: { id } } as const;
	const result = await translated
		.tryGo({ ...question, idempotent: false, timeoutMs: PATIENCE_MS })
		.catch(asResult);
	if ('failure' in result) return false;
	const found: IDataObject = asRecord(asRecord(readData(result.body)).result);
	return textOrNull(found.message_id) === id;
}

/** The failure, with the ID by which the message can be looked for. */
const namingMessage = (failure: Failure, id: string): Failure =>
	mayHaveArrived(failure)
		? { ...failure, description: `${failure.description} The ID of the message is ${id}.` }
		: failure;

/**
 * The answer to a send, `{ Info, Message }`, as Evolution API gives it. WhatsApp has taken the message by then: one tick.
 * @param sent what was asked: where it went, and the ID that was chosen for it
 */
function sentAnswer(
	data: unknown,
	sent: { readonly number: string; readonly id?: string },
): IDataObject {
	const { Info, Message } = asRecord(data);
	const { ID, Chat, Timestamp } = asRecord(Info);
	const message = asRecord(Message);
	notePoll(firstText(ID, sent.id), message);
	const seconds = Math.floor(Date.parse(String(Timestamp)) / 1000);
	return {
		key: {
			remoteJid: plainJid(firstText(Chat, sent.number) ?? ''),
			fromMe: true,
			id: firstText(ID, sent.id),
		},
		status: 'SERVER_ACK',
		message,
		messageType: findMessageType(message),
		...(Number.isNaN(seconds) ? {} : { messageTimestamp: seconds }),
	};
}

/** What all messages have. */
export interface Outgoing {
	/** The whole JID: the server completes digits by rules of countries, some of which are wrong. */
	readonly number: string;
	/** Off, or these rules are also applied to whole JIDs where the server does not look numbers up. */
	readonly formatJid: false;
	/** Chosen here, so that it is known even if the answer is lost. */
	readonly id: string;
	/** In ms; the answer comes as much later. */
	readonly delay?: number;
	readonly mentionedJid?: readonly string[];
	readonly mentionAll?: true;
	readonly quoted?: Quoted;
}

/**
 * Whether the server makes another number of this one, unless a request says `formatJid: false`: if it does not look numbers
 * up, or WhatsApp does not answer then, the message would go to another person. Of a number in Brazil it takes the ninth
 * digit away, which is the same person.
 */
export const becomesAnother = (number: string): boolean =>
	/^5[24]\d{11}@s\.whatsapp\.net$/.test(number);

/** The body of Evolution API's request. */
export const readOutgoingBody = ({ asked }: Translated): IDataObject => asRecord(asked.body);

/** The checked parameters. */
export const readGivenInput = ({ asked }: Translated): IDataObject => asRecord(asked.input);

export const readGivenOptions = (translated: Translated): IDataObject =>
	asRecord(readGivenInput(translated).options);

/** Only texts and files have it, and only in JSON. @throws {InputProblem} on a server that does not know it */
export async function readForwarding(
	translated: Translated,
): Promise<{ readonly forwardingScore?: number }> {
	const { forwardingScore } = readGivenOptions(translated);
	if (typeof forwardingScore !== 'number' || forwardingScore === 0) return {};
	refuseIf(
		await isBefore072(translated),
		['options', 'forwardingScore'],
		'needs Evolution Go 0.7.2 or newer',
		'Remove the option, or update the server.',
	);
	return { forwardingScore };
}

/** @throws {InputProblem} if it is not known who wrote the quoted message */
export const outgoing = async (translated: Translated): Promise<Outgoing> =>
	await outgoingWith(translated, readOutgoingBody(translated));

/** What a message has in common with others, where its ID cannot be chosen. */
export const outgoingWithoutId = async (translated: Translated): Promise<Omit<Outgoing, 'id'>> =>
	await withoutId(translated, readOutgoingBody(translated));

/** What a message has in common with others, from the fields of a form. */
export async function outgoingWith(translated: Translated, fields: IDataObject): Promise<Outgoing> {
	const id = textOrNull(fields.messageId) ?? newMessageId();
	return { ...(await withoutId(translated, fields)), id };
}

async function withoutId(
	translated: Translated,
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
		...withQuoted(await readQuoted(translated, quoted, jid)),
	};
}

const withQuoted = (quoted: Quoted | undefined) => (quoted === undefined ? {} : { quoted });

/**
 * Sends it by one of the routes of `/send`, or another that answers like these.
 * @param sent what is known of the message before: where it goes, and the ID that was chosen for it
 * @returns the answer as Evolution API gives it
 * @throws {RequestFailure} if it was not sent, or nobody knows
 */
export async function sendGo(
	translated: Pick<Translated, 'tryGo'>,
	path: string,
	body: object,
	sent: { readonly number: string; readonly id?: string },
): Promise<IDataObject> {
	const result = await translated.tryGo({ method: 'POST', path, body });
	if (!('failure' in result)) return sentAnswer(readData(result.body), sent);
	const { failure } = result;
	if (sent.id === undefined) throw new RequestFailure(failure);
	if (await isKnownToBeOut(translated, failure, sent.id)) return sentAnswer({}, sent);
	throw new RequestFailure(namingMessage(failure, sent.id));
}

/** The name of the quoted message in a request. */
interface Quoted {
	readonly messageId: string;
	/** JID of who wrote it. */
	readonly participant: string;
}

/**
 * What a message answers.
 * @param quoted as Evolution API has it: `{ key }`, of which only the ID is certain to be there
 * @param number where the message goes
 * @throws {InputProblem} if it is not known who wrote it
 */
async function readQuoted(
	translated: Translated,
	quoted: unknown,
	number: string,
): Promise<Quoted | undefined> {
	const { key } = asRecord(quoted);
	const { id, participant, fromMe, remoteJid } = asRecord(key);
	const messageId = textOrNull(id);
	if (messageId === null) return undefined;
	if (fromMe === true) return { messageId, participant: await ownJid(translated) };
	const chat = asJid(firstText(remoteJid, number) ?? '');
	const author = textOrNull(participant) ?? (chat.endsWith('@g.us') ? null : chat);
	if (author !== null) return { messageId, participant: asJid(author) };
	throw new InputProblem(
		['options', 'replyTo', 'values', 'messageId'],
		'is not enough in a group with Evolution Go, which has to know who wrote the message',
		'Use Message (JSON) instead, with "participant" in its key, or Message → Reply.',
	);
}

/** @throws {InputProblem} if the credential does not tell */
async function ownJid(translated: Translated): Promise<string> {
	const row =
		translated.connection.globalKey === undefined ? {} : await fetchInstanceRow(translated);
	const jid = textOrNull(row.jid)?.replace(/:\d+@/, '@');
	if (jid !== undefined) return jid;
	throw new InputProblem(
		['options', 'replyTo', 'values', 'message'],
		'quotes a message of the account itself, whose number is not known',
		'Enter the Global API Key in the credential, too, and connect the instance.',
	);
}
