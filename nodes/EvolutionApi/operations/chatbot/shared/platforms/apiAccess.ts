import type { Field } from '../../../../core/table/operation';
import { clearableText, webAddress } from '../../../../fields/inputs';

// Where a bot is, for the platforms that call it so.

export const apiUrl = {
	displayName: 'API URL',
	name: 'apiUrl',
	type: 'string',
	displayOptions: { show: { '/platform': ['dify', 'evolutionBot', 'flowise'] } },
	default: '',
	placeholder: 'e.g. https://bots.example.com/api/v1',
	description:
		'Dify: the address of its API, such as https://api.dify.ai/v1. Flowise: that of the prediction. Evolution Bot: that of your own service.',
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
