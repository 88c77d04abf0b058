import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';
import { platform, platformInput, BOT_SECRET_KEYS, settingsOf } from './shared/family';

/** `GET /{platform}/fetchSettings/{instance}` */
export const getSettings = defineOperation({
	name: 'Get Settings',
	value: 'getSettings',
	action: 'Get the settings of the WhatsApp chatbots',
	description: 'Get the defaults for new bots of a platform, and its fallback bot',
	request: { method: 'GET', path: '/{platform}/fetchSettings/{instance}', reads: true },
	fields: [instanceField, platform, secretsOption],
	input: {
		platform: platformInput,
		options: secretsInput,
	},
	example: { platform: 'typebot' },
	output: settingsOf,
	secrets: { keys: BOT_SECRET_KEYS, shown: showSecrets },
});
