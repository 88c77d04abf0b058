import type { IDataObject } from 'n8n-workflow';

import type { Said } from '../../core/server/delivery';
import { plainJid } from '../../core/values/addresses';
import { isRecord, recordOf } from '../../core/values/answer';
import { firstText, textsOf } from '../../core/values/loose';
import { receivedContentOf, type ReceivedContent } from './content';

/** `contextInfo`, which is beside the message, in its part, or both. */
export const contextOf = ({ part }: ReceivedContent, { context }: Said): IDataObject => ({
	...recordOf(part?.content.contextInfo),
	...context,
});

/** `quoted: { id, text, kind, sender }`: the message that this one answers; null if it is not an answer. */
export function quotedOf(context: IDataObject): IDataObject | null {
	const id = firstText(context.stanzaId);
	if (id === null && !isRecord(context.quotedMessage)) return null;
	const isKnown = isRecord(context.quotedMessage);
	const { kind, text } = receivedContentOf({ content: context.quotedMessage });
	const sender = firstText(context.participant);
	return {
		id,
		text,
		kind: isKnown ? kind : null,
		sender: sender === null ? null : plainJid(sender),
	};
}

/** JIDs of the people who are mentioned. */
export const mentionsOf = (context: IDataObject): string[] =>
	textsOf(context.mentionedJid).map(plainJid);
