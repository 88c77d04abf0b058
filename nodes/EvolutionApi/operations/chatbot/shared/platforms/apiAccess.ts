import type { Field } from '../../../../core/values/field';
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
		'Address of the API of Dify (e.g. https://api.dify.ai/v1), of the prediction of Flowise, or of your own service for Evolution Bot',
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
