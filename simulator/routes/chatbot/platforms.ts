import type { Schema } from 'jsonschema';
import { textSchema } from '../../core/schema';
import type { Json } from '../../core/data';

export interface Platform {
	/** name in routes, e.g. `typebot` in `/typebot/start` */
	name: string;
	/** name in the server's messages */
	label: string;
	/** additional properties in the schema of a bot */
	own: Record<string, Schema>;
	required: string[];
	columns: string[];
	/** options that the server accepts although the platform's schema for bots doesn't list them */
	unnamed?: string[];
	/** names the columns that identify a bot: a second one with the same values is a duplicate */
	identity(body: Json): string[];
	/** the server's error if `create` finds a duplicate; undefined if `create` doesn't look for duplicates */
	duplicate?: string;
	/** the property for the fallback bot's ID in a request that changes the settings; the server ignores the ID */
	fallbackKey: string;
	/** the fallback bot's database column, and its key in answers */
	fallbackColumn: string;
	settings?: Record<string, Schema>;
	/** options that the schema of the settings requires; by default, all of them */
	settingsRequired?: string[];
	/** default of the database for this option, in milliseconds */
	timePerChar?: number;
}

const texts = (...names: string[]): Record<string, Schema> =>
	Object.fromEntries(names.map((name) => [name, textSchema]));
const textList: Schema = { type: 'array', items: textSchema };
const always =
	(...names: string[]) =>
	() =>
		names;

export const PLATFORMS: Platform[] = [
	{
		name: 'dify',
		label: 'Dify',
		own: {
			botType: { ...textSchema, enum: ['chatBot', 'textGenerator', 'agent', 'workflow'] },
			...texts('apiUrl', 'apiKey'),
		},
		required: ['botType'],
		columns: ['botType', 'apiUrl', 'apiKey'],
		identity: always('botType', 'apiUrl', 'apiKey'),
		duplicate: 'Dify already exists',
		fallbackKey: 'difyIdFallback',
		fallbackColumn: 'difyIdFallback',
	},
	{
		name: 'evoai',
		label: 'Evoai',
		own: texts('agentUrl', 'apiKey'),
		required: ['agentUrl'],
		columns: ['agentUrl', 'apiKey'],
		identity: always('agentUrl', 'apiKey'),
		duplicate: 'Evoai already exists',
		fallbackKey: 'botIdFallback',
		fallbackColumn: 'evoaiIdFallback',
	},
	{
		name: 'evolutionBot',
		label: 'EvolutionBot',
		own: texts('apiUrl', 'apiKey'),
		required: ['apiUrl'],
		columns: ['apiUrl', 'apiKey'],
		identity: always('apiUrl', 'apiKey'),
		fallbackKey: 'botIdFallback',
		fallbackColumn: 'botIdFallback',
	},
	{
		name: 'flowise',
		label: 'Flowise',
		own: texts('apiUrl', 'apiKey'),
		required: ['apiUrl'],
		columns: ['apiUrl', 'apiKey'],
		identity: always('apiUrl', 'apiKey'),
		duplicate: 'Flowise already exists',
		fallbackKey: 'flowiseIdFallback',
		fallbackColumn: 'flowiseIdFallback',
		settingsRequired: ['keepOpen', 'debounceTime', 'ignoreJids'],
	},
	{
		name: 'n8n',
		label: 'N8n',
		// The schema has the key `basicAuthPassword`, but the server only reads and stores `basicAuthPass`.
		own: texts('webhookUrl', 'basicAuthUser', 'basicAuthPassword'),
		required: ['webhookUrl'],
		columns: ['webhookUrl', 'basicAuthUser', 'basicAuthPass'],
		identity: always('webhookUrl', 'basicAuthUser', 'basicAuthPass'),
		duplicate: 'N8n already exists',
		fallbackKey: 'botIdFallback',
		fallbackColumn: 'n8nIdFallback',
	},
	{
		name: 'openai',
		label: 'Openai',
		own: {
			openaiCredsId: textSchema,
			botType: { ...textSchema, enum: ['assistant', 'chatCompletion'] },
			...texts('assistantId', 'functionUrl', 'model'),
			systemMessages: textList,
			assistantMessages: textList,
			userMessages: textList,
			maxTokens: { type: 'integer' },
		},
		required: ['openaiCredsId', 'botType'],
		columns: [
			'botType',
			'assistantId',
			'functionUrl',
			'model',
			'systemMessages',
			'assistantMessages',
			'userMessages',
			'maxTokens',
			'openaiCredsId',
		],
		unnamed: ['splitMessages', 'timePerChar'],
		identity: ({ botType }) =>
			botType === 'assistant' ? ['botType', 'assistantId'] : ['botType', 'model', 'maxTokens'],
		duplicate: 'Openai Bot already exists',
		fallbackKey: 'openaiIdFallback',
		fallbackColumn: 'openaiIdFallback',
		settings: { openaiCredsId: textSchema, speechToText: { type: 'boolean' } },
		settingsRequired: ['keepOpen', 'debounceTime', 'ignoreJids'],
		timePerChar: 50,
	},
	{
		name: 'typebot',
		label: 'Typebot',
		own: texts('url', 'typebot'),
		required: ['url', 'typebot'],
		columns: ['url', 'typebot'],
		unnamed: ['keepOpen', 'debounceTime', 'splitMessages', 'timePerChar'],
		identity: always('url', 'typebot'),
		fallbackKey: 'typebotIdFallback',
		fallbackColumn: 'typebotIdFallback',
		settingsRequired: [],
	},
];
