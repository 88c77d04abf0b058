import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { flag } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { secretsOption, showSecrets } from '../../fields/secrets';
import { simplify } from '../../fields/simplify';
import { platform, platformInput, SECRET_KEYS, simplifyBot, sinceOf } from './family';

/** `GET /{platform}/find/{instance}` */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many chatbots',
	description: 'List the bots of a platform with their triggers',
	request: {
		method: 'GET',
		path: '/{platform}/find/{instance}',
		retry: 'always',
		reads: true,
		// Before 2.3.0.
		whenNull: [],
	},
	since: sinceOf,
	fields: [instance, platform, ...listFields, secretsOption, simplify],
	input: z.object({
		platform: platformInput,
		options: z.object({ includeSecrets: flag.optional() }).optional(),
	}),
	example: { platform: 'typebot' },
	simplify: simplifyBot,
	secrets: { keys: SECRET_KEYS, shown: showSecrets },
});
