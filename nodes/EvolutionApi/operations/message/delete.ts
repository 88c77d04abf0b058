import { z } from 'zod';

import { reportProblem } from '../../core/inputProblem';
import { defineOperation } from '../../core/defineOperation';
import { flag, optionalText, text } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { fromMe, messageId } from '../../fields/messageKey';
import { asJid, chat, chatInput, checkRecipient } from '../../fields/recipient';

const author = optionalText.transform((value, context) => {
	if (value === undefined) return undefined;
	const checked = checkRecipient(value);
	if ('jid' in checked) return asJid(checked.jid);
	reportProblem(context, checked.problem, checked.hint);
	return z.NEVER;
});

/** `DELETE /chat/deleteMessageForEveryone/{instance}`: takes a message back. */
export const deleteForEveryone = defineOperation({
	name: 'Delete for Everyone',
	value: 'delete',
	action: 'Delete a message for everyone',
	description: 'Take back a message, so that nobody in the chat sees it any more',
	request: {
		method: 'DELETE',
		path: '/chat/deleteMessageForEveryone/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [
		instance,
		chat,
		messageId,
		fromMe,
		{
			displayName: 'Author',
			name: 'participant',
			type: 'string',
			displayOptions: { show: { fromMe: [false] } },
			default: '',
			placeholder: 'e.g. 5511977776666',
			description:
				'Number or JID of the group member who wrote the message. Only admins of a group can delete messages of others.',
		},
	],
	input: z.object({ recipient: chatInput, messageId: text, fromMe: flag, participant: author }),
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		messageId: '3EB0A1B2C3D4E5F60718',
		fromMe: true,
	},
	body: ({ recipient: remoteJid, messageId: id, fromMe, participant }) => ({
		id,
		remoteJid,
		fromMe,
		participant,
	}),
	output: (_answer, { messageId, recipient }) => ({ deleted: true, messageId, chat: recipient }),
});
