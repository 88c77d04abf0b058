import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { presence, presenceInput } from '../../fields/presence';

/** `POST /instance/setPresence/{instance}`: what all chats see of the account. */
export const setPresence = defineOperation({
	name: 'Set Presence',
	value: 'setPresence',
	action: 'Set the presence of a WhatsApp instance',
	description: 'Show the account as online or offline, typing or recording',
	request: { method: 'POST', path: '/instance/setPresence/{instance}', retry: 'always' },
	fields: [instanceField, presence],
	input: { presence: presenceInput },
	example: { presence: 'available' },
	body: ({ presence: shown }) => ({ presence: shown }),
});
