import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';
import { webhookRecord } from './shared/webhookRecord';

/** `GET /webhook/find/{instance}` */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the webhook of a WhatsApp instance',
	description: 'Get the URL to which the server sends the events of the instance',
	request: { method: 'GET', path: '/webhook/find/{instance}', reads: true },
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	output: webhookRecord,
	secrets: { keys: ['headers'], shown: showSecrets },
});
