import { defineOperation } from '../../core/table/defineOperation';
import { channelField, channelInput } from '../../fields/channelField';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { simplifyChannel } from './shared/channelAnswers';

/** `POST /newsletter/info` */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp channel',
	description: 'Get the name, description, link and number of subscribers of a channel',
	request: { method: 'POST', path: '/newsletter/info', reads: true, onlyOn: 'evolutionGo' },
	fields: [instanceField, channelField, readOptions, simplify],
	input: { channel: channelInput, options: readOptionsInput },
	example: { channel: '120363025246125486@newsletter' },
	body: ({ channel: jid }) => ({ jid }),
	simplify: simplifyChannel,
});
