import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { flag } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { secretsOption, showSecrets } from '../../fields/secrets';
import { platform, platformInput, SECRET_KEYS, settingsOf, sinceOf } from './family';

/** `GET /{platform}/fetchSettings/{instance}` */
export const getSettings = defineOperation({
	name: 'Get Settings',
	value: 'getSettings',
	action: 'Get the settings of the chatbots',
	description: 'Get how new bots of a platform behave, and which one answers when no trigger fits',
	request: {
		method: 'GET',
		path: '/{platform}/fetchSettings/{instance}',
		retry: 'always',
		reads: true,
	},
	since: sinceOf,
	fields: [instance, platform, secretsOption],
	input: z.object({
		platform: platformInput,
		options: z.object({ includeSecrets: flag.optional() }).optional(),
	}),
	example: { platform: 'typebot' },
	output: settingsOf,
	secrets: { keys: SECRET_KEYS, shown: showSecrets },
});
