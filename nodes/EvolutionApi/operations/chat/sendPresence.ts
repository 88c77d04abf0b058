import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { integer } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { presence, presenceInput } from '../../fields/presence';
import { chatField, recipientInput, asJid } from '../../fields/recipient';

/** `POST /chat/sendPresence/{instance}`: the request lasts as long as the presence is shown, so the timeout of a read would be too short. */
export const sendPresence = defineOperation({
	name: 'Send Presence',
	value: 'sendPresence',
	action: 'Show typing or recording in a chat',
	description: 'Show "typing…" or "recording…" in a chat for a while',
	request: { method: 'POST', path: '/chat/sendPresence/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		chatField,
		{ ...presence, default: 'composing' },
		{
			displayName: 'Duration (Ms)',
			name: 'duration',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 120000 },
			default: 3000,
			description: 'How long to show it, in milliseconds. The node waits that long.',
		},
	],
	input: z.object({
		recipient: recipientInput,
		presence: presenceInput,
		duration: integer(0, 120_000),
	}),
	example: { recipient: '5511988887777', presence: 'composing', duration: 1500 },
	body: ({ recipient: number, presence: shown, duration: delay }) => ({
		number,
		presence: shown,
		delay,
	}),
	output: (_answer, { recipient, presence: shown }) => ({
		presence: shown,
		chat: asJid(recipient),
	}),
});
