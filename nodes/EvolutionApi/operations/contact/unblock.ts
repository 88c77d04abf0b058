import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { person, personInput } from './shared/person';

/** `POST /chat/updateBlockStatus/{instance}` */
export const unblock = defineOperation({
	name: 'Unblock',
	value: 'unblock',
	action: 'Unblock a WhatsApp contact',
	description: 'Unblock a person, who can then write and call again',
	request: { method: 'POST', path: '/chat/updateBlockStatus/{instance}', retry: 'always' },
	fields: [instanceField, person],
	input: { recipient: personInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number, status: 'unblock' }),
	output: (_answer, { recipient: number }) => ({ blocked: false, number }),
});
