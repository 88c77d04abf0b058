import type { Field } from '../../../../core/table/operation';
import { clearableText, webAddress } from '../../../../fields/inputs';

// Address and key of a bot, for the platforms that use these names.

export const apiUrl = {
	displayName: 'API URL',
	name: 'apiUrl',
	type: 'string',
	displayOptions: { show: { '/platform': ['dify', 'evolutionBot', 'flowise'] } },
	default: '',
	placeholder: 'e.g. https://bots.example.com/api/v1',
	description:
		'Dify: address of its API, e.g. https://api.dify.ai/v1. Flowise: address of the prediction. Evolution Bot: address of your own service.',
} as const satisfies Field;

export const apiKey = {
	displayName: 'API Key',
	name: 'apiKey',
	type: 'string',
	typeOptions: { password: true },
	displayOptions: { show: { '/platform': ['dify', 'evoai', 'evolutionBot', 'flowise'] } },
	default: '',
	description: 'Key of the bot on its platform',
} as const satisfies Field;

export const apiUrlShape = { apiUrl: webAddress.optional() };
export const apiKeyShape = { apiKey: clearableText };
