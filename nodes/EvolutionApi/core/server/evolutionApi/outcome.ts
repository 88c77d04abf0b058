import { recordsIn } from '../../values/answer';
import type { Outcome } from '../adapter';

/** Best first. Those of a phone, and Meta's. */
const WORDS: ReadonlyArray<readonly [Outcome, readonly string[]]> = [
	['delivered', ['DELIVERY_ACK', 'DELIVERED', 'READ', 'PLAYED']],
	['rejected', ['ERROR', 'FAILED']],
	['sent', ['SERVER_ACK', 'SENT']],
];

/**
 * What became of a message. The server keeps all that it heard of it, without times and in no order, and writes
 * `SERVER_ACK` for updates that name no status: who has a better word has it.
 * @param updates `MessageUpdate` of a record of `POST /chat/findMessages`
 */
export function outcomeIn(updates: unknown): Outcome | undefined {
	const heard = recordsIn(updates).map(({ status }) => status);
	return WORDS.find(([, words]) => heard.some((word) => words.includes(String(word))))?.[0];
}

/** Whether somebody has edited the message, or deleted it on a phone. @param updates see {@link outcomeIn} */
export const isEdited = (updates: unknown): boolean =>
	recordsIn(updates).some(({ status }) => status === 'EDITED');
