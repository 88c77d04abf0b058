import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { flag, text } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { secretsOption, showSecrets } from '../../fields/secrets';
import { simplify } from '../../fields/simplify';
import { checkFound, platform, platformInput, SECRET_KEYS, simplifyBot, sinceOf } from './family';
import { bot } from './locators';

/** `GET /{platform}/fetch/{bot}/{instance}` */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a chatbot',
	description: 'Get a bot with its trigger and its settings',
	request: {
		method: 'GET',
		path: '/{platform}/fetch/{bot}/{instance}',
		retry: 'always',
		reads: true,
	},
	since: sinceOf,
	fields: [instance, platform, bot, secretsOption, simplify],
	input: z.object({
		platform: platformInput,
		bot: text,
		options: z.object({ includeSecrets: flag.optional() }).optional(),
	}),
	example: { platform: 'typebot', bot: 'cmwomv48e04gwf47dnhpimt1h' },
	output: (answer, input) => {
		checkFound(answer, input);
		return answer;
	},
	simplify: simplifyBot,
	secrets: { keys: SECRET_KEYS, shown: showSecrets },
});
