import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import type { Bulk } from '../../../core/table/bulkDefinition';
import type { Field } from '../../../core/values/field';
import { textField } from '../../../fields/fieldKinds';
import { numberList } from '../../../fields/inputs';
import { chatField, chatInput } from '../../../fields/recipient';

// Receipts for messages that others wrote. The messages of all items are sent in one request.

/** The server has no known limit; this many keys make a body of about 50 KB. */
const LARGEST_REQUEST = 500;

export const receivedMessagesFields = [
	chatField,
	textField('Message IDs', 'messageIds', {
		required: true,
		placeholder: 'e.g. 3EB0A1B2C3D4E5F60718, 3EB0…',
		description:
			'IDs of messages that were received in this chat, separated by commas or line breaks. The messages of all items are sent in one request.',
	}),
] as const satisfies readonly Field[];

export const receivedMessagesInput = z.object({
	recipient: chatInput,
	messageIds: numberList.superRefine((ids, context) => {
		if (ids.length === 0) reportProblem(context, 'is empty', 'Enter at least one ID.');
	}),
});

interface Key {
	readonly id: string;
	readonly remoteJid: string;
}

/**
 * @param list key of the body for the messages
 * @param done key of the output that is true for each of them
 */
export function receipts(list: string, done: string): Bulk<z.output<typeof receivedMessagesInput>> {
	return {
		size: LARGEST_REQUEST,
		units: ({ recipient: remoteJid, messageIds }) =>
			messageIds.map((id) => ({ id, fromMe: false, remoteJid })),
		body: (keys) => ({ [list]: keys }),
		results: (_answer, keys) =>
			keys.map((key): IDataObject => {
				const { id, remoteJid } = key as Key;
				return { [done]: true, messageId: id, chat: remoteJid };
			}),
	};
}
