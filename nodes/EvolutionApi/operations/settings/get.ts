import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { secretsOption, showSecrets } from '../../fields/secrets';

/** `GET /settings/find/{instance}` */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the settings of an instance',
	description: 'Get how the instance behaves: calls, groups, read receipts, history',
	request: { method: 'GET', path: '/settings/find/{instance}', retry: 'always', reads: true },
	fields: [instanceField, secretsOption],
	input: z.object({ options: z.object({ includeSecrets: flag.optional() }).optional() }),
	example: {},
	secrets: { keys: ['wavoipToken'], shown: showSecrets },
});
