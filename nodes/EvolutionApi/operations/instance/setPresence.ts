import { z } from 'zod';

import { defineOperation } from '../../core/operation';
import { choice } from '../../fields/inputs';
import { instance } from '../../fields/instance';

/** `POST /instance/setPresence/{instance}`: what all chats see of the account. */
export const setPresence = defineOperation({
	name: 'Set Presence',
	value: 'setPresence',
	action: 'Set the presence of an instance',
	description: 'Show the account as online or offline, typing or recording',
	request: { method: 'POST', path: '/instance/setPresence/{instance}', retry: 'always' },
	fields: [
		instance,
		{
			displayName: 'Presence',
			name: 'presence',
			type: 'options',
			options: [
				{ name: 'Available', value: 'available', description: 'Online' },
				{ name: 'Composing', value: 'composing', description: 'Typing' },
				{ name: 'Paused', value: 'paused', description: 'No longer typing' },
				{ name: 'Recording', value: 'recording', description: 'Recording a voice note' },
				{ name: 'Unavailable', value: 'unavailable', description: 'Offline' },
			],
			default: 'available',
		},
	],
	input: z.object({
		presence: choice('available', 'composing', 'paused', 'recording', 'unavailable'),
	}),
	example: { presence: 'available' },
	body: ({ presence }) => ({ presence }),
});
