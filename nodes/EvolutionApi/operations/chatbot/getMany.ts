import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';
import { simplify } from '../../fields/simplify';
import { platform, platformInput, BOT_SECRET_KEYS, simplifyBot } from './shared/family';

/** `GET /{platform}/find/{instance}` */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp chatbots',
	description: 'Get the bots of a platform with their triggers',
	request: {
		method: 'GET',
		path: '/{platform}/find/{instance}',
		reads: true,
	},
	fields: [instanceField, platform, ...listFields, secretsOption, simplify],
	input: {
		platform: platformInput,
		options: secretsInput,
	},
	example: { platform: 'typebot' },
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, shown: showSecrets },
});
