import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';
import { simplifyChannel } from './shared/channelAnswers';

/** `GET /newsletter/list`: all at once, because the server has no pages here. */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp channels',
	description: 'Get the channels that the account follows or owns',
	request: { method: 'GET', path: '/newsletter/list', reads: true, onlyOn: 'evolutionGo' },
	fields: [instanceField, ...listFields, simplify],
	output: ({ data }) => recordsIn(data),
	simplify: simplifyChannel,
});
