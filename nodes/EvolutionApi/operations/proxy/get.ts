import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';
import { NO_PROXY } from './shared/noProxy';

/** `GET /proxy/find/{instance}`: null until it is set. */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the proxy of a WhatsApp instance',
	description: 'Get the proxy through which the instance connects to WhatsApp',
	request: { method: 'GET', path: '/proxy/find/{instance}', reads: true },
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	output: (answer) => ({ ...NO_PROXY, ...answer }),
	secrets: { keys: ['password'], shown: showSecrets },
});
