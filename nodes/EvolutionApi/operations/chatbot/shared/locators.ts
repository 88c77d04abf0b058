import type { Field } from '../../../core/values/field';
import { locatorField } from '../../../fields/fieldKinds';
import { byHand, fromList } from '../../../fields/locatorModes';

const anyBot = locatorField('Bot', 'bot', {
	description: 'Bot of the selected platform',
	modes: [
		fromList('searchBots', 'Select a bot…'),
		byHand('By ID', 'id', 'e.g. cmwomv48e04gwf47dnhpimt1h'),
	],
});

export const bot = { ...anyBot, required: true } as const satisfies Field;

export const fallbackBot = {
	...anyBot,
	displayName: 'Fallback Bot',
	name: 'fallbackBot',
	description: 'Bot that answers if no trigger matches',
} as const satisfies Field;

export const openaiCredsId = locatorField('OpenAI Credential', 'openaiCredsId', {
	description: 'OpenAI key that the server stores. Add one with Create Credential.',
	modes: [
		fromList('searchOpenAiCredentials', 'Select a credential…'),
		byHand('By ID', 'id', 'e.g. cmwomv2ul04gkf47dr2kwxoxt'),
	],
});

export const model = locatorField('Model', 'model', {
	description: 'The OpenAI model that answers',
	modes: [fromList('searchOpenAiModels', 'Select a model…'), byHand('Name', 'name', 'e.g. gpt-4o')],
});
