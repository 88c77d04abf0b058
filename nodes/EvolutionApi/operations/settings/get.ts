import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';

/** `GET /settings/find/{instance}` */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the settings of a WhatsApp instance',
	description: 'Get how the instance handles calls, groups, read receipts and history',
	request: { method: 'GET', path: '/settings/find/{instance}', reads: true },
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	secrets: { keys: ['wavoipToken'], shown: showSecrets },
});
