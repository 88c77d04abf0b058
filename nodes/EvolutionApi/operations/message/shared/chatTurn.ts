import type { IDataObject } from 'n8n-workflow';

import { saidIn } from '../../../core/server/evolutionApi/deliveredMessage';
import { firstText } from '../../../core/values/loose';
import { receivedContentOf } from '../../../events/simplify/content';
import { NOTHING_SAID } from '../../../events/simplify/kinds';
import { simplifyStoredMessage } from './storedMessage';

// A message of the store as models take it: who said what.

/** Not a reaction, an edit or the like. */
export const isSaid = (record: IDataObject): boolean =>
	!NOTHING_SAID.includes(receivedContentOf(saidIn(record)).kind);

/**
 * @returns `role` as models know it: whoever writes for the account is the assistant; `content`, which is never empty, in a group
 *   with the name of who wrote it; `type`, the word of n8n's *Chat Memory Manager* for the role; `sessionId` for its memory
 */
export function chatTurn(record: IDataObject, instance: string) {
	const { role, isGroup, chatInput, senderName, sessionId } = simplifyStoredMessage(
		record,
		instance,
	);
	const said = String(chatInput);
	if (role !== 'user') return { role: 'assistant', content: said, type: 'ai', sessionId };
	const name = isGroup === true ? firstText(senderName) : null;
	const content = name === null ? said : `${name}: ${said}`;
	return { role: 'user', content, type: 'user', sessionId };
}
