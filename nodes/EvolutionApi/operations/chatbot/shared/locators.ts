import type { Field } from '../../../core/values/field';
import { fromList } from '../../../fields/fromList';

const anyBot = {
	displayName: 'Bot',
	name: 'bot',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'A bot of the chosen platform',
	modes: [
		fromList('searchBots', 'Select a bot…'),
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. cmwomv48e04gwf47dnhpimt1h',
		},
	],
} as const satisfies Field;

export const bot = { ...anyBot, required: true } as const satisfies Field;

export const fallbackBot = {
	...anyBot,
	displayName: 'Fallback Bot',
	name: 'fallbackBot',
	description: 'The bot that answers when no trigger fits',
} as const satisfies Field;

export const openaiCredsId = {
	displayName: 'OpenAI Credential',
	name: 'openaiCredsId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'An OpenAI key that the server keeps. Create one with Create Credential.',
	modes: [
		fromList('searchOpenAiCredentials', 'Select a credential…'),
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. cmwomv2ul04gkf47dr2kwxoxt',
		},
	],
} as const satisfies Field;

export const model = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'The OpenAI model that answers',
	modes: [
		fromList('searchOpenAiModels', 'Select a model…'),
		{ displayName: 'Name', name: 'name', type: 'string', placeholder: 'e.g. gpt-4o' },
	],
} as const satisfies Field;
