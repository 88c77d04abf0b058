import { defineOperation } from '../../core/table/defineOperation';
import { channelField, channelInput } from '../../fields/channelField';
import { instanceField } from '../../fields/instance';

/** `POST /newsletter/subscribe`: WhatsApp ends it by itself. There is no route to follow a channel. */
export const subscribe = defineOperation({
	name: 'Subscribe',
	value: 'subscribe',
	action: 'Subscribe to live updates of a WhatsApp channel',
	description: 'Receive live updates of a channel for a while, without following it',
	request: {
		method: 'POST',
		path: '/newsletter/subscribe',
		retry: 'always',
		onlyOn: 'evolutionGo',
	},
	fields: [instanceField, channelField],
	input: { channel: channelInput },
	example: { channel: '120363025246125486@newsletter' },
	body: ({ channel: jid }) => ({ jid }),
	output: (_answer, { channel: channelJid }) => ({ subscribed: true, channelJid }),
});
