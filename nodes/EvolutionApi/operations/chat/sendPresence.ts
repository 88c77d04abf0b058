import { defineOperation } from '../../core/table/defineOperation';
import { numberField } from '../../fields/fieldKinds';
import { decimal } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { presence, presenceInput } from '../../fields/presence';
import { chatField, recipientInput, asJid } from '../../fields/recipient';

/** `POST /chat/sendPresence/{instance}`: the request lasts as long as the presence is shown, so the timeout of a read would be too short. */
export const sendPresence = defineOperation({
	name: 'Send Presence',
	value: 'sendPresence',
	action: 'Show typing or recording in a WhatsApp chat',
	description: 'Show "typing…" or "recording…" in a chat for a while',
	request: { method: 'POST', path: '/chat/sendPresence/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		chatField,
		{ ...presence, default: 'composing' },
		numberField('Duration (Seconds)', 'durationSeconds', {
			typeOptions: { minValue: 0, maxValue: 120 },
			default: 3,
			description: 'Seconds to show it. The node waits that long.',
		}),
	],
	input: {
		recipient: recipientInput,
		presence: presenceInput,
		durationSeconds: decimal(0, 120),
	},
	example: { recipient: '5511988887777', presence: 'composing', durationSeconds: 1.5 },
	body: ({ recipient: number, presence: shown, durationSeconds }) => ({
		number,
		presence: shown,
		delay: Math.round(durationSeconds * 1000),
	}),
	output: (_answer, { recipient, presence: shown }) => ({
		presence: shown,
		chat: asJid(recipient),
	}),
});
