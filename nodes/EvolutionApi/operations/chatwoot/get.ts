import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';

/** `GET /chatwoot/find/{instance}`: until it is set, a connection that is switched off and empty. */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the Chatwoot connection of a WhatsApp instance',
	description: 'Get the connection of the instance to Chatwoot',
	request: { method: 'GET', path: '/chatwoot/find/{instance}', reads: true },
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	secrets: { keys: ['token'], shown: showSecrets },
});
