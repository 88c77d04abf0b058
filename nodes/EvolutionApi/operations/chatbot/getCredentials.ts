import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { secretsOption, showSecrets } from '../../fields/secrets';

/** `GET /openai/creds/{instance}` */
export const getCredentials = defineOperation({
	name: 'Get Credentials (OpenAI)',
	value: 'getCredentials',
	action: 'Get the credentials of chatbots',
	description: 'List the keys of OpenAI that the server keeps for the instance',
	request: { method: 'GET', path: '/openai/creds/{instance}', retry: 'always', reads: true },
	fields: [instanceField, ...listFields, secretsOption],
	input: z.object({ options: z.object({ includeSecrets: flag.optional() }).optional() }),
	example: {},
	secrets: { keys: ['apiKey'], shown: showSecrets },
});
