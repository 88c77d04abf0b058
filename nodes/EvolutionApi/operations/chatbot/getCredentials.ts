import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';

/** `GET /openai/creds/{instance}` */
export const getCredentials = defineOperation({
	name: 'Get Credentials (OpenAI)',
	value: 'getCredentials',
	action: 'Get the credentials of WhatsApp chatbots',
	description: 'Get the OpenAI keys that the server stores for the instance',
	request: { method: 'GET', path: '/openai/creds/{instance}', reads: true },
	fields: [instanceField, ...listFields, secretsOption],
	input: { options: secretsInput },
	secrets: { keys: ['apiKey'], shown: showSecrets },
});
