import { z } from 'zod';

import type { Field } from '../../../core/operation';
import { choice, clearableText, integer, optionalText, text } from '../../../fields/inputs';
import { definePlatform } from './platform';

const show = { '/platform': ['openai'] } as const;

export const openaiBotType = {
	displayName: 'Bot Type',
	name: 'openaiBotType',
	type: 'options',
	displayOptions: { show },
	options: [
		{
			name: 'Assistant',
			value: 'assistant',
			description: 'An assistant that is set up on the platform of OpenAI',
		},
		{
			name: 'Chat Completion',
			value: 'chatCompletion',
			description: 'A model with the messages that are given here',
		},
	],
	default: 'chatCompletion',
	description: 'What kind of bot it is on OpenAI',
} as const satisfies Field;

export const assistantId = {
	displayName: 'Assistant ID',
	name: 'assistantId',
	type: 'string',
	displayOptions: { show },
	default: '',
	placeholder: 'e.g. asst_abc123',
	description: 'ID of the assistant on OpenAI',
} as const satisfies Field;

export const functionUrl = {
	displayName: 'Function URL',
	name: 'functionUrl',
	type: 'string',
	displayOptions: { show },
	default: '',
	placeholder: 'e.g. https://example.com/functions',
	description: 'Address that the server calls when the assistant calls a function',
} as const satisfies Field;

export const maxTokens = {
	displayName: 'Max Tokens',
	name: 'maxTokens',
	type: 'number',
	typeOptions: { minValue: 1 },
	displayOptions: { show },
	default: 500,
	description: 'Most tokens of an answer',
} as const satisfies Field;

const messageList = {
	type: 'string',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Message', rows: 3 },
	displayOptions: { show },
	default: [],
} as const;

export const systemMessages = {
	...messageList,
	displayName: 'System Messages',
	name: 'systemMessages',
	description: 'Instructions for the model',
} as const satisfies Field;

export const assistantMessages = {
	...messageList,
	displayName: 'Assistant Messages',
	name: 'assistantMessages',
	description: 'Sample answers of the bot',
} as const satisfies Field;

export const userMessages = {
	...messageList,
	displayName: 'User Messages',
	name: 'userMessages',
	description: 'Sample messages of a person',
} as const satisfies Field;

const messages = z.union([text.transform((only) => [only]), z.array(text)]).optional();

export const openai = definePlatform({
	shape: {
		openaiCredsId: optionalText,
		openaiBotType: choice('assistant', 'chatCompletion').optional(),
		assistantId: optionalText,
		functionUrl: clearableText,
		model: optionalText,
		maxTokens: integer(1, 1_000_000).optional(),
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
	fallbackKey: 'openaiIdFallback',
});
