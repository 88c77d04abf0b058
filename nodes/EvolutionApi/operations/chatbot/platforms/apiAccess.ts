import type { Field } from '../../../core/operation';
import { clearableText, webAddress } from '../../../fields/inputs';

// Where a bot is, for the platforms that call it so.

export const apiUrl = {
	displayName: 'API URL',
	name: 'apiUrl',
	type: 'string',
	displayOptions: { show: { '/platform': ['dify', 'evolutionBot', 'flowise'] } },
	default: '',
	placeholder: 'e.g. https://api.dify.ai/v1',
	description: 'Address of the bot, as the platform shows it',
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
