import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { alphabetically, collectionInput } from '../../fields/collections';
import { collectionField } from '../../fields/fieldKinds';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { botOptions, botOptionsShape, placeFields } from './shared/botFields';
import {
	behaviorBody,
	missingField,
	needsValue,
	ownBody,
	platform,
	platformInput,
	platformsShape,
	BOT_SECRET_KEYS,
	simplifyBot,
	triggerBody,
} from './shared/family';
import { model, openaiCredsId } from './shared/locators';
import { openaiFields as openai } from './shared/platforms/openai';
import { triggerOperator, triggerShape, triggerType, triggerValue } from './shared/trigger';

const completion = { show: { platform: ['openai'], openaiBotType: ['chatCompletion'] } } as const;

/** `POST /{platform}/create/{instance}`. Defaults to the settings of the platform. */
export const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp chatbot',
	description:
		'Create a bot of Typebot, OpenAI, Dify, Flowise, n8n or another platform that answers chats',
	request: { method: 'POST', path: '/{platform}/create/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		platform,
		...placeFields.map((field) => ({ ...field, required: true })),
		{
			...openaiCredsId,
			required: true,
			displayOptions: { show: { platform: ['openai'] } },
		},
		{ ...openai.botType, required: true },
		{
			...openai.assistantId,
			required: true,
			displayOptions: { show: { platform: ['openai'], openaiBotType: ['assistant'] } },
		},
		{ ...model, required: true, displayOptions: completion },
		{ ...openai.maxTokens, required: true, displayOptions: completion },
		{ ...triggerType, required: true },
		{ ...triggerOperator, displayOptions: { show: { triggerType: ['keyword'] } } },
		{
			...triggerValue,
			required: true,
			displayOptions: { show: { triggerType: ['advanced', 'keyword'] } },
		},
		collectionField('Options', 'options', {
			placeholder: 'Add option',
			description: 'Defaults to the settings of the platform',
			options: alphabetically(botOptions),
		}),
		simplify,
	],
	input: z
		.object({
			platform: platformInput,
			...platformsShape,
			...triggerShape,
			options: collectionInput(botOptionsShape),
		})
		.superRefine((input, context) => {
			const missing = missingField(input.platform, input);
			if (missing !== undefined) reportProblem(context, 'is empty', 'Fill it in.', [missing]);
			if (needsValue(input) && input.triggerValue === undefined) {
				reportProblem(context, 'is empty', 'Enter the text to compare messages with.', [
					'triggerValue',
				]);
			}
		}),
	example: {
		platform: 'typebot',
		typebotUrl: 'https://typebot.example.com',
		typebotName: 'customer-support',
		triggerType: 'keyword',
		triggerOperator: 'equals',
		triggerValue: 'help',
	},
	body: ({ platform: name, options = {}, ...input }) => ({
		enabled: options.enabled ?? true,
		description: options.description,
		...ownBody(name, { ...input, ...options }),
		...triggerBody(input),
		...behaviorBody(options),
	}),
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, shown: () => false },
});
