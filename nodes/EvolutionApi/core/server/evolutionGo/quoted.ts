import { InputProblem } from '../../input/inputProblem';
import { recordOf, textOrNull } from '../../values/answer';
import { asJid } from '../../values/jid';
import { firstText } from '../../values/loose';
import { rowOf } from './goRequest';
import type { Translated } from './goRoute';

/** The name of the quoted message in a request. */
export interface Quoted {
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
export async function quotedIn(
	translated: Translated,
	quoted: unknown,
	number: string,
): Promise<Quoted | undefined> {
	const { key } = recordOf(quoted);
	const { id, participant, fromMe, remoteJid } = recordOf(key);
	const messageId = textOrNull(id);
	if (messageId === null) return undefined;
	if (fromMe === true) return { messageId, participant: await ownJid(translated) };
	const chat = asJid(firstText(remoteJid, number) ?? '');
	const author = textOrNull(participant) ?? (chat.endsWith('@g.us') ? null : chat);
	if (author !== null) return { messageId, participant: asJid(author) };
	throw new InputProblem(
		['options', 'replyTo', 'values', 'messageId'],
		'is not enough in a group with Evolution Go, which has to know who wrote the message',
		'Use Message (JSON) instead, with "participant" in its key, or Conversation → Reply.',
	);
}

/** @throws {InputProblem} if the credential does not tell */
async function ownJid(translated: Translated): Promise<string> {
	const row = translated.connection.globalKey === undefined ? {} : await rowOf(translated);
	const jid = textOrNull(row.jid)?.replace(/:\d+@/, '@');
	if (jid !== undefined) return jid;
	throw new InputProblem(
		['options', 'replyTo', 'values', 'message'],
		'quotes a message of the account itself, whose number is not known',
		'Enter the Global API Key in the credential, too, and connect the instance.',
	);
}
