import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { person, personInput } from './shared/person';

/** `POST /chat/updateBlockStatus/{instance}` */
export const block = defineOperation({
	name: 'Block',
	value: 'block',
	action: 'Block a WhatsApp contact',
	description: 'Block the messages and calls of a person',
	request: { method: 'POST', path: '/chat/updateBlockStatus/{instance}', retry: 'always' },
	fields: [instanceField, person],
	input: { recipient: personInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number, status: 'block' }),
	output: (_answer, { recipient: number }) => ({ blocked: true, number }),
});
