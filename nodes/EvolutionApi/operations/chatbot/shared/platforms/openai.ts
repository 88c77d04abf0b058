import { z } from 'zod';

import type { Field } from '../../../../core/values/field';
import { choiceField, numberField, textField } from '../../../../fields/fieldKinds';
import { choice, clearableText, integer, optionalText } from '../../../../fields/inputs';
import { definePlatform } from './platform';

const show = { '/platform': ['openai'] } as const;

const several = { multipleValues: true, multipleValueButtonText: 'Add Message', rows: 3 } as const;

export const openaiFields = {
	botType: choiceField('Bot Type', 'openaiBotType', {
		displayOptions: { show },
		options: [
			{
				name: 'Assistant',
				value: 'assistant',
				description: 'An assistant that is set up in OpenAI',
			},
			{
				name: 'Chat Completion',
				value: 'chatCompletion',
				description: 'A model with the messages given here',
			},
		],
		default: 'chatCompletion',
		description: 'Type of the bot in OpenAI',
	}),
	assistantId: textField('Assistant ID', 'assistantId', {
		displayOptions: { show },
		placeholder: 'e.g. asst_abc123',
		description: 'ID of the assistant on OpenAI',
	}),
	functionUrl: textField('Function URL', 'functionUrl', {
		displayOptions: { show },
		placeholder: 'e.g. https://example.com/functions',
		description: 'URL that the server calls when the assistant calls a function',
	}),
	maxTokens: numberField('Max Tokens', 'maxTokens', {
		typeOptions: { minValue: 1 },
		displayOptions: { show },
		default: 500,
		description: 'Maximum length of an answer, in tokens',
	}),
	systemMessages: textField('System Messages', 'systemMessages', {
		typeOptions: several,
		displayOptions: { show },
		description: 'Instructions for the model',
	}),
	assistantMessages: textField('Assistant Messages', 'assistantMessages', {
		typeOptions: several,
		displayOptions: { show },
		description: 'Sample answers of the bot',
	}),
	userMessages: textField('User Messages', 'userMessages', {
		typeOptions: several,
		displayOptions: { show },
		description: 'Sample messages of a person',
	}),
} as const satisfies Record<string, Field>;

/** A list from the editor; an expression may also give a text. */
const messages = z
	.union([z.string(), z.array(z.string())])
	.transform((given) => [given].flat().filter((message) => message.trim() !== ''))
	.optional();

export const openai = definePlatform({
	shape: {
		openaiCredsId: optionalText,
		openaiBotType: choice('assistant', 'chatCompletion').optional(),
		assistantId: optionalText,
		model: optionalText,
		maxTokens: integer(1, 1_000_000).optional(),
	},
	optionsShape: {
		functionUrl: clearableText,
		systemMessages: messages,
		assistantMessages: messages,
		userMessages: messages,
	},
	own: {
		openaiCredsId: 'openaiCredsId',
		botType: 'openaiBotType',
		assistantId: 'assistantId',
		functionUrl: 'functionUrl',
		model: 'model',
		maxTokens: 'maxTokens',
		systemMessages: 'systemMessages',
		assistantMessages: 'assistantMessages',
		userMessages: 'userMessages',
	},
	needs: ({ openaiBotType: botType }) => [
		'openaiCredsId',
		'openaiBotType',
		...(botType === 'assistant' ? (['assistantId'] as const) : (['model', 'maxTokens'] as const)),
	],
	defaults: { functionUrl: '', systemMessages: [], assistantMessages: [], userMessages: [] },
});
