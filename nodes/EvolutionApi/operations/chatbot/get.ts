import { defineOperation } from '../../core/table/defineOperation';
import { optionsField } from '../../fields/collections';
import { concurrency } from '../../fields/concurrency';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { includeSecrets, secretsInput, showSecrets } from '../../fields/secrets';
import { simplify } from '../../fields/simplify';
import { checkFound, platform, platformInput, BOT_SECRET_KEYS, simplifyBot } from './shared/family';
import { bot } from './shared/locators';

/** `GET /{platform}/fetch/{bot}/{instance}` */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp chatbot',
	description: 'Get a bot with its trigger and its settings',
	request: { method: 'GET', path: '/{platform}/fetch/{bot}/{instance}', reads: true },
	fields: [instanceField, platform, bot, optionsField(concurrency, includeSecrets), simplify],
	input: {
		platform: platformInput,
		bot: text,
		options: secretsInput,
	},
	example: { platform: 'typebot', bot: 'cmwomv48e04gwf47dnhpimt1h' },
	output: (answer, input) => {
		checkFound(answer, input);
		return answer;
	},
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, shown: showSecrets },
});
