import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import type { Field } from '../../core/values/field';
import { choiceField, numberField, textField } from '../../fields/fieldKinds';
import { choice, integer } from '../../core/input/checks';
import {
	addressOfServer,
	clearableText,
	optionalPasted,
	pastedKey,
	pastedText,
	webAddress,
} from '../../fields/inputs';

type Names<Shape> = Extract<keyof Shape, string>;

/** Differences between the chatbot platforms, which all have the same ten routes: `/{platform}/create/{instance}` and so on. */
interface Platform<Needed extends string = string, Name extends string = string> {
	/** Request keys that not all platforms have, each with the name of the field that fills it. */
	readonly own: Readonly<Record<string, Name>>;
	readonly needs: (values: Readonly<Record<string, unknown>>) => readonly Needed[];
	/** Defaults of the optional fields, by their keys in a request. */
	readonly defaults: IDataObject;
}

interface Shapes<Shape extends z.ZodRawShape, OptionsShape extends z.ZodRawShape> {
	readonly shape: Shape;
	readonly optionsShape: OptionsShape;
}

const definePlatform = <Shape extends z.ZodRawShape, OptionsShape extends z.ZodRawShape>(
	platform: Platform<Names<Shape>, Names<Shape> | Names<OptionsShape>> &
		Shapes<Shape, OptionsShape>,
): Platform & Shapes<Shape, OptionsShape> => platform;

export const apiUrl = textField('API URL', 'apiUrl', {
	displayOptions: { show: { '/platform': ['dify', 'evolutionBot', 'flowise'] } },
	placeholder: 'e.g. https://bots.example.com/api/v1',
	description:
		'URL of the Dify API (e.g. https://api.dify.ai/v1), of the Flowise prediction API, or of your own service for Evolution Bot',
});

export const apiKey = textField('API Key', 'apiKey', {
	typeOptions: { password: true },
	displayOptions: { show: { '/platform': ['dify', 'evoai', 'evolutionBot', 'flowise'] } },
	description: 'API key of the bot on its platform',
});

const apiUrlShape = { apiUrl: addressOfServer.optional() };

const apiKeyShape = { apiKey: pastedKey };

export const difyAppType = choiceField('App Type', 'difyAppType', {
	displayOptions: { show: { '/platform': ['dify'] } },
	options: [
		{ name: 'Agent', value: 'agent' },
		{ name: 'Chatbot', value: 'chatBot' },
		{ name: 'Text Generator', value: 'textGenerator' },
		{ name: 'Workflow', value: 'workflow' },
	],
	default: 'chatBot',
	description: 'Type of the app in Dify',
});

const dify = definePlatform({
	shape: {
		difyAppType: choice('agent', 'chatBot', 'textGenerator', 'workflow').optional(),
		...apiUrlShape,
	},
	optionsShape: apiKeyShape,
	own: { botType: 'difyAppType', apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['difyAppType', 'apiUrl'],
	defaults: { apiKey: '' },
});

export const agentUrl = textField('Agent URL', 'agentUrl', {
	displayOptions: { show: { '/platform': ['evoai'] } },
	placeholder: 'e.g. https://evoai.example.com/api/v1/a2a/1234',
	description: 'URL of the agent, as Evo AI shows it',
});

const evoai = definePlatform({
	shape: { agentUrl: webAddress.optional() },
	optionsShape: apiKeyShape,
	own: { agentUrl: 'agentUrl', apiKey: 'apiKey' },
	needs: () => ['agentUrl'],
	defaults: { apiKey: '' },
});

const evolutionBot = definePlatform({
	shape: apiUrlShape,
	optionsShape: apiKeyShape,
	own: { apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['apiUrl'],
	defaults: { apiKey: '' },
});

const flowise = definePlatform({
	shape: apiUrlShape,
	optionsShape: apiKeyShape,
	own: { apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['apiUrl'],
	defaults: { apiKey: '' },
});

const shownForN8n = { '/platform': ['n8n'] } as const;

export const botWebhookUrl = textField('Webhook URL', 'webhookUrl', {
	displayOptions: { show: shownForN8n },
	placeholder: 'e.g. https://n8n.example.com/webhook/my-bot',
	description: 'Production URL of the Webhook node that starts the workflow',
});

export const basicAuthUser = textField('Basic Auth User', 'basicAuthUser', {
	displayOptions: { show: shownForN8n },
	description: 'User, if the Webhook node requires one',
});

export const basicAuthPassword = textField('Basic Auth Password', 'basicAuthPassword', {
	typeOptions: { password: true },
	displayOptions: { show: shownForN8n },
	description: 'Password, if the Webhook node requires one',
});

const n8n = definePlatform({
	shape: { webhookUrl: webAddress.optional() },
	optionsShape: { basicAuthUser: clearableText, basicAuthPassword: clearableText },
	// The server's schema calls this key `basicAuthPassword`, but the server reads and stores `basicAuthPass`.
	own: {
		webhookUrl: 'webhookUrl',
		basicAuthUser: 'basicAuthUser',
		basicAuthPass: 'basicAuthPassword',
	},
	needs: () => ['webhookUrl'],
	defaults: { basicAuthUser: '', basicAuthPass: '' },
});

const shownForOpenai = { '/platform': ['openai'] } as const;

const several = { multipleValues: true, multipleValueButtonText: 'Add Message', rows: 3 } as const;

export const openaiFields = {
	botType: choiceField('Bot Type', 'openaiBotType', {
		displayOptions: { show: shownForOpenai },
		options: [
			{
				name: 'Assistant',
				value: 'assistant',
				description: 'An assistant that is set up in OpenAI',
			},
			{
				name: 'Chat Completion',
				value: 'chatCompletion',
				description: 'A model with the prompts that you enter in this node',
			},
		],
		default: 'chatCompletion',
		description: 'Type of the bot in OpenAI',
	}),
	assistantId: textField('Assistant ID', 'assistantId', {
		displayOptions: { show: shownForOpenai },
		placeholder: 'e.g. asst_abc123',
		description: 'ID of the assistant on OpenAI',
	}),
	functionUrl: textField('Function URL', 'functionUrl', {
		displayOptions: { show: shownForOpenai },
		placeholder: 'e.g. https://example.com/functions',
		description: 'URL that the server calls when the assistant calls a function',
	}),
	maxTokens: numberField('Max Tokens', 'maxTokens', {
		typeOptions: { minValue: 1 },
		displayOptions: { show: shownForOpenai },
		default: 500,
		description: 'Maximum length of an answer, in tokens',
	}),
	systemMessages: textField('System Messages', 'systemMessages', {
		typeOptions: several,
		displayOptions: { show: shownForOpenai },
		description: 'Instructions for the model',
	}),
	assistantMessages: textField('Assistant Messages', 'assistantMessages', {
		typeOptions: several,
		displayOptions: { show: shownForOpenai },
		description: 'Sample answers of the bot',
	}),
	userMessages: textField('User Messages', 'userMessages', {
		typeOptions: several,
		displayOptions: { show: shownForOpenai },
		description: 'Sample messages of a person',
	}),
} as const satisfies Record<string, Field>;

/** Accepts a list, as the editor saves it, and a text, as an expression may return it. */
const messagesInput = z
	.union([z.string(), z.array(z.string())])
	.transform((input) => [input].flat().filter((message) => message.trim() !== ''))
	.optional();

const openai = definePlatform({
	shape: {
		openaiCredsId: optionalPasted,
		openaiBotType: choice('assistant', 'chatCompletion').optional(),
		assistantId: optionalPasted,
		model: optionalPasted,
		maxTokens: integer(1, 1_000_000).optional(),
	},
	optionsShape: {
		functionUrl: clearableText,
		systemMessages: messagesInput,
		assistantMessages: messagesInput,
		userMessages: messagesInput,
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

const shownForTypebot = { '/platform': ['typebot'] } as const;

export const typebotUrl = textField('Typebot URL', 'typebotUrl', {
	displayOptions: { show: shownForTypebot },
	placeholder: 'e.g. https://typebot.example.com',
	description: 'URL of the Typebot viewer, without the name of the bot',
});

export const typebotName = textField('Typebot Name', 'typebotName', {
	displayOptions: { show: shownForTypebot },
	placeholder: 'e.g. customer-support-x1y2z3',
	description: 'Public ID of the bot: the last part of its URL',
});

export const typebotNameInput = pastedText.superRefine((value, context) => {
	if (!/[/:\s]/.test(value)) return;
	const hint = 'Enter the last part of the link, e.g. my-bot.';
	reportProblem(context, 'must be the name alone, not a link', hint);
});

/** Refuses a URL that ends with the bot's name, because the server appends the name to the URL itself. */
export function checkTypebot(
	bot: { readonly typebotUrl?: string; readonly typebotName?: string },
	context: z.RefinementCtx,
): void {
	const { typebotUrl: url = '', typebotName: name = '' } = bot;
	const link = url.replace(/[?#].*$/, '').replace(/\/+$/, '');
	if (name === '' || !link.endsWith(`/${name}`)) return;
	const problem = 'ends with the name of the bot, which the server adds itself';
	const hint = `Enter ${link.slice(0, -name.length - 1)}.`;
	reportProblem(context, problem, hint, ['typebotUrl']);
}

const typebot = definePlatform({
	shape: { typebotUrl: addressOfServer.optional(), typebotName: typebotNameInput.optional() },
	optionsShape: {},
	own: { url: 'typebotUrl', typebot: 'typebotName' },
	needs: () => ['typebotUrl', 'typebotName'],
	defaults: {},
});

const PLATFORMS = { dify, evoai, evolutionBot, flowise, n8n, openai, typebot };

export type PlatformName = keyof typeof PLATFORMS;

/** A constant, because n8n's lint requires title case for an option's literal name. The trademark is lower case. */
const N8N = 'n8n';

export const platform = choiceField('Platform', 'platform', {
	options: [
		{ name: 'Dify', value: 'dify' },
		{ name: 'Evo AI', value: 'evoai', description: 'Evolution API 2.3.0 or newer' },
		{ name: 'Evolution Bot', value: 'evolutionBot', description: 'A bot of your own, over HTTP' },
		{ name: 'Flowise', value: 'flowise' },
		{ name: N8N, value: 'n8n', description: 'Evolution API 2.3.0 or newer' },
		{ name: 'OpenAI', value: 'openai' },
		{ name: 'Typebot', value: 'typebot' },
	],
	default: 'typebot',
	description: 'Platform of the bot. It must be enabled on the server.',
});

export const platformInput = choice(
	'dify',
	'evoai',
	'evolutionBot',
	'flowise',
	'n8n',
	'openai',
	'typebot',
);

export const platformsShape = {
	...dify.shape,
	...evoai.shape,
	...evolutionBot.shape,
	...flowise.shape,
	...n8n.shape,
	...openai.shape,
	...typebot.shape,
};

export const platformsOptionsShape = {
	...dify.optionsShape,
	...evoai.optionsShape,
	...evolutionBot.optionsShape,
	...flowise.optionsShape,
	...n8n.optionsShape,
	...openai.optionsShape,
	...typebot.optionsShape,
};

type Values = Readonly<Record<string, unknown>>;

export const getPlatform = (name: PlatformName): Platform => PLATFORMS[name];

export const ownBody = (name: PlatformName, values: Values): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(getPlatform(name).own).map(([key, field]) => [key, values[field]]),
	);

export const missingField = (name: PlatformName, values: Values): string | undefined =>
	getPlatform(name)
		.needs(values)
		.find((field) => isBotMissing(values[field]));

export const isBotMissing = (value: unknown) =>
	value === undefined || value === null || value === '';

/** Keys whose values are secrets in the server's answers about chatbots. */
export const BOT_SECRET_KEYS = ['apiKey', 'basicAuthPass', 'basicAuthPassword'];
