import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';
import {
	TRANSPORT_SECRET_KEYS,
	transportSince,
	transport,
	transportInput,
} from './shared/transport';

/** `GET /{transport}/find/{instance}`: null until it is set, and an empty answer if the server has it switched off. */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get an event transport of a WhatsApp instance',
	description: 'Get which events of the instance go to a message queue or socket',
	request: {
		method: 'GET',
		path: '/{transport}/find/{instance}',
		reads: true,
		whenEmpty: { availableOnServer: false },
		whenNull: {},
	},
	since: transportSince,
	fields: [instanceField, transport, secretsOption],
	input: {
		transport: transportInput,
		options: secretsInput,
	},
	example: { transport: 'websocket' },
	output: (answer, { transport: name }) => ({
		transport: name,
		availableOnServer: true,
		enabled: false,
		events: [],
		...answer,
	}),
	secrets: { keys: TRANSPORT_SECRET_KEYS, shown: showSecrets },
});
