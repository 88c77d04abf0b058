import { textField } from '../../../fields/fieldKinds';
import { clearableText, flag } from '../../../fields/inputs';
import { toggle } from '../../../fields/toggle';
import { behaviorOptions, behaviorShape } from './behavior';
import { platformsOptionsShape } from './family';
import { apiKey, apiUrl } from './platforms/apiAccess';
import { difyAppType } from './platforms/dify';
import { agentUrl } from './platforms/evoai';
import { basicAuthPassword, basicAuthUser, webhookUrl } from './platforms/n8n';
import { openaiFields as openai } from './platforms/openai';
import { typebotName, typebotUrl } from './platforms/typebot';

// What a bot is made of, of whatever platform: it is needed to create one, and can be changed.

/** Where the bot is, in the order of the form for a new one; those of OpenAI come after its locators. */
export const placeFields = [
	typebotUrl,
	typebotName,
	difyAppType,
	apiUrl,
	agentUrl,
	webhookUrl,
] as const;

/** What may be left out. */
export const botOptions = [
	textField('Description', 'description', {
		placeholder: 'e.g. Answers questions about orders',
		description: 'Purpose of the bot',
	}),
	toggle('Enabled', 'enabled', 'Whether the bot answers', true),
	apiKey,
	basicAuthPassword,
	basicAuthUser,
	openai.assistantMessages,
	openai.functionUrl,
	openai.systemMessages,
	openai.userMessages,
	...Object.values(behaviorOptions),
];

export const botOptionsShape = {
	...platformsOptionsShape,
	description: clearableText,
	enabled: flag,
	...behaviorShape,
};
