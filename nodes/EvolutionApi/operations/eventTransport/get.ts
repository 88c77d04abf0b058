import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { flag } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { secretsOption, showSecrets } from '../../fields/secrets';
import { SECRET_KEYS, sinceOf, transport, transportInput } from './transport';

/** `GET /{transport}/find/{instance}`: null until it is set, nothing at all where it is switched off. */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get an event transport',
	description: 'Get which events of the instance go to a message queue or socket',
	request: {
		method: 'GET',
		path: '/{transport}/find/{instance}',
		retry: 'always',
		reads: true,
		whenEmpty: { availableOnServer: false },
		whenNull: {},
	},
	since: sinceOf,
	fields: [instance, transport, secretsOption],
	input: z.object({
		transport: transportInput,
		options: z.object({ includeSecrets: flag.optional() }).optional(),
	}),
	example: { transport: 'websocket' },
	output: (answer, { transport: name }) => ({
		transport: name,
		availableOnServer: true,
		enabled: false,
		events: [],
		...answer,
	}),
	secrets: { keys: SECRET_KEYS, shown: showSecrets },
});
