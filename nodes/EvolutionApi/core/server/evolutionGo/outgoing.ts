import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../failures/failure';
import { recordOf, textOrNull } from '../../values/answer';
import { asJid } from '../../values/jid';
import { textsOf } from '../../values/loose';
import { dataIn } from './envelope';
import { isKnownToBeOut, namingMessage } from './lostAnswer';
import { newMessageId } from './messageId';
import { quotedIn, type Quoted } from './quoted';
import type { Translated } from './goRoute';
import { sentAnswer } from './sentAnswer';

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

/** The body of Evolution API's request. */
export const bodyOf = ({ asked }: Translated): IDataObject => recordOf(asked.body);

/** @throws {InputProblem} if it is not known who wrote the quoted message */
export const outgoing = async (translated: Translated): Promise<Outgoing> =>
	await outgoingWith(translated, bodyOf(translated));

/** The same for messages whose ID cannot be chosen. */
export const outgoingWithoutId = async (translated: Translated): Promise<Omit<Outgoing, 'id'>> =>
	await withoutId(translated, bodyOf(translated));

/** The same from the fields of a form. */
export async function outgoingWith(translated: Translated, fields: IDataObject): Promise<Outgoing> {
	const id = textOrNull(fields.messageId) ?? newMessageId();
	return { ...(await withoutId(translated, fields)), id };
}

async function withoutId(
	translated: Translated,
	{ number, delay, mentioned, mentionsEveryOne, quoted }: IDataObject,
): Promise<Omit<Outgoing, 'id'>> {
	const jid = asJid(String(number));
	const mentions = textsOf(mentioned).map(asJid);
	return {
		number: jid,
		formatJid: false,
		...(typeof delay === 'number' ? { delay } : {}),
		...(mentions.length > 0 ? { mentionedJid: mentions } : {}),
		...(mentionsEveryOne === true && mentions.length === 0 ? { mentionAll: true as const } : {}),
		...withQuoted(await quotedIn(translated, quoted, jid)),
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
	if (!('failure' in result)) return sentAnswer(dataIn(result.body), sent);
	const { failure } = result;
	if (sent.id === undefined) throw new RequestFailure(failure);
	if (await isKnownToBeOut(translated, failure, sent.id)) return sentAnswer({}, sent);
	throw new RequestFailure(namingMessage(failure, sent.id));
}
