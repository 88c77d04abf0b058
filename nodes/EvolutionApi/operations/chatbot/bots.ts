import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { InputProblem, mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import {
	alphabetically,
	collection,
	collectionInput,
	optionsField,
	collectionField,
} from '../../fields/fieldKinds';
import {
	concurrency,
	listFields,
	includeSecrets,
	secretsInput,
	secretsOption,
	showSecrets,
	simplify,
} from '../../fields/reads';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mergeSettings, setMode, setModeInput } from '../../fields/instanceSettings';
import {
	BEHAVIOR_DEFAULTS,
	BEHAVIOR_KEYS,
	behaviorBody,
	bot,
	botOptions,
	botOptionsShape,
	model,
	needsValue,
	openaiCredsId,
	placeFields,
	triggerBody,
	triggerOperator,
	triggerShape,
	triggerType,
	triggerValue,
} from './botFields';
import {
	BOT_SECRET_KEYS,
	checkTypebot,
	getPlatform,
	isBotMissing,
	missingField,
	openaiFields as openai,
	ownBody,
	platform,
	platformInput,
	platformsShape,
	type PlatformName,
} from './platforms';

const shownForCompletion = {
	show: { platform: ['openai'], openaiBotType: ['chatCompletion'] },
} as const;

/** `POST /{platform}/create/{instance}`. For an option that isn't set, the platform's settings apply. */
export const createBot = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp chatbot',
	description:
		'Create a bot of Typebot, OpenAI, Dify, Flowise, n8n or another platform that answers chats',
	request: { method: 'POST', path: '/{platform}/create/{instance}', idempotent: false },
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
		{ ...model, required: true, displayOptions: shownForCompletion },
		{ ...openai.maxTokens, required: true, displayOptions: shownForCompletion },
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
			checkTypebot(input, context);
			const missing = missingField(input.platform, input);
			if (missing !== undefined) reportProblem(context, 'is empty', 'Fill it in.', [missing]);
			if (needsValue(input) && input.triggerValue === undefined) {
				reportProblem(context, 'is empty', 'Enter the text to compare messages with.', [
					'triggerValue',
				]);
			}
			const problem = patternProblem(input);
			if (problem !== undefined) reportProblem(context, ...problem, ['triggerValue']);
		}),
	example: {
		platform: 'typebot',
		typebotUrl: 'https://typebot.example.com',
		typebotName: 'customer-support',
		triggerType: 'keyword',
		triggerOperator: 'equals',
		triggerValue: 'help',
	},
	opens: addressesOf,
	body: ({ platform: name, options = {}, ...input }) => ({
		enabled: options.enabled ?? true,
		description: options.description,
		...ownBody(name, { ...input, ...options }),
		...triggerBody(input),
		...behaviorBody(options),
	}),
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, isShown: () => false },
});

const OPEN_SESSIONS =
	'The bot may continue to answer in its open sessions. Close them with Chatbot → Change Session Status.';

const shownForOpenai = { show: { platform: ['openai'] } } as const;

/** `PUT /{platform}/update/{bot}/{instance}`: the server expects the whole bot, so the node adds the stored values. */
export const updateBot = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update a WhatsApp chatbot',
	description: 'Change a bot or its trigger, or turn it on or off',
	request: {
		method: 'PUT',
		path: '/{platform}/update/{bot}/{instance}',
		idempotent: true,
	},
	readFirst: '/{platform}/fetch/{bot}/{instance}',
	fields: [
		instanceField,
		platform,
		bot,
		setMode,
		{ ...openaiCredsId, displayOptions: shownForOpenai },
		{ ...model, displayOptions: shownForOpenai },
		collection('Update Fields', 'updateFields', 'Add field')(
			...placeFields,
			openai.assistantId,
			openai.botType,
			openai.maxTokens,
			...botOptions,
			triggerType,
			triggerOperator,
			triggerValue,
		),
		simplify,
	],
	input: {
		platform: platformInput,
		bot: text,
		mode: setModeInput,
		openaiCredsId: optionalText,
		model: optionalText,
		updateFields: collectionInput({
			...platformsShape,
			...triggerShape,
			...botOptionsShape,
		}),
	},
	example: {
		platform: 'typebot',
		bot: 'cmwomv48e04gwf47dnhpimt1h',
		mode: 'update',
		updateFields: { enabled: false },
	},
	opens: ({ updateFields = {} }) => addressesOf(updateFields),
	async complete(input, { context }) {
		if (input.updateFields?.enabled === false && 'addExecutionHints' in context)
			context.addExecutionHints({ message: OPEN_SESSIONS, location: 'outputPane' });
		return input;
	},
	body: ({ platform: name, bot: id, mode, updateFields, ...locators }, _item, current) => {
		checkFound(current, { bot: id });
		return mergedBot(name, mode, current, { ...updateFields, ...locators });
	},
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, isShown: () => false },
});

export const getBot = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp chatbot',
	description: 'Get a bot with its trigger and its settings',
	request: { method: 'GET', path: '/{platform}/fetch/{bot}/{instance}', reads: true },
	fields: [instanceField, platform, bot, optionsField(concurrency, includeSecrets), simplify],
	input: {
		platform: platformInput,
		bot: text,
		options: secretsInput,
	},
	example: { platform: 'typebot', bot: 'cmwomv48e04gwf47dnhpimt1h' },
	output: (answer, input) => {
		checkFound(answer, input);
		return answer;
	},
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, isShown: showSecrets },
});

export const getManyBots = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp chatbots',
	description: 'Get the bots of a platform with their triggers',
	request: {
		method: 'GET',
		path: '/{platform}/find/{instance}',
		reads: true,
	},
	fields: [instanceField, platform, ...listFields, secretsOption, simplify],
	input: {
		platform: platformInput,
		options: secretsInput,
	},
	example: { platform: 'typebot' },
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, isShown: showSecrets },
});

export const deleteBot = defineOperation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete a WhatsApp chatbot',
	description: 'Delete a bot and its sessions',
	request: {
		method: 'DELETE',
		path: '/{platform}/delete/{bot}/{instance}',
		idempotent: false,
	},
	fields: [instanceField, platform, bot],
	input: { platform: platformInput, bot: text },
	example: { platform: 'typebot', bot: 'cmwomv48e04gwf47dnhpimt1h' },
	output: (_answer, { platform: name, bot: id }) => ({ deleted: true, platform: name, id }),
});

interface BotAddresses {
	readonly agentUrl?: string;
	readonly apiUrl?: string;
	readonly typebotUrl?: string;
	readonly webhookUrl?: string;
}

function addressesOf({ agentUrl, apiUrl, typebotUrl, webhookUrl }: BotAddresses) {
	return [agentUrl, apiUrl, typebotUrl, webhookUrl];
}

const COMMON_KEYS = ['enabled', 'description', 'triggerType', 'triggerOperator', 'triggerValue'];

const LOCATORS = ['openaiCredsId', 'model'];

/**
 * Returns all values of the bot. One that the user didn't enter stays, or is reset if `mode` is `replace`.
 * @throws {InputProblem} if a required value is missing
 */
function mergedBot(
	name: PlatformName,
	mode: 'replace' | 'update',
	current: IDataObject,
	input: Readonly<Record<string, unknown>>,
): object {
	const { own, defaults, needs } = getPlatform(name);
	const keys = [...COMMON_KEYS, ...BEHAVIOR_KEYS, ...Object.keys(own)];
	const initial = { enabled: true, description: '', ...BEHAVIOR_DEFAULTS, ...defaults };
	const noValues = Object.fromEntries(keys.map((key) => [key, undefined]));
	const settings = mergeSettings(mode, mode === 'replace' ? initial : noValues, current, {
		...Object.fromEntries(COMMON_KEYS.map((key) => [key, input[key]])),
		...behaviorBody(input),
		...ownBody(name, input),
	});
	const byField = Object.fromEntries(
		Object.entries(own).map(([key, field]) => [field, settings[key]]),
	);
	const requiredFields = [
		...needs(byField),
		'triggerType',
		...(needsValue(settings) ? ['triggerValue'] : []),
	];
	const missing = requiredFields.find((field) => isBotMissing({ ...settings, ...byField }[field]));
	if (missing !== undefined) {
		const path = LOCATORS.includes(missing) ? [missing] : ['updateFields', missing];
		throw new InputProblem(path, 'is empty', 'Fill it in: the bot does not work without it.');
	}
	const problem = patternProblem(settings);
	if (problem !== undefined) throw new InputProblem(['updateFields', 'triggerValue'], ...problem);
	return { ...settings, ...triggerBody(settings) };
}

/** The server tries the expressions of all bots, and fails at an invalid one. */
function patternProblem(bot: Readonly<Record<string, unknown>>): [string, string] | undefined {
	if (bot.triggerType !== 'keyword' || bot.triggerOperator !== 'regex') return undefined;
	const pattern = String(bot.triggerValue);
	try {
		new RegExp(pattern);
		return undefined;
	} catch {
		return [mustBe('a regular expression', pattern), 'Check its brackets, or choose Contains.'];
	}
}

/** For an unknown bot, the server returns an empty object. @throws {InputProblem} */
function checkFound(answer: IDataObject, { bot }: { readonly bot: string }): void {
	if (Object.keys(answer).length > 0) return;
	throw new InputProblem(
		['bot'],
		`is "${bot}", which the platform does not have on this server`,
		'Choose one from the list.',
	);
}

const readEndpoint = ({ apiUrl, agentUrl, webhookUrl, url, assistantId, model }: IDataObject) =>
	apiUrl ?? agentUrl ?? webhookUrl ?? url ?? assistantId ?? model ?? null;

function simplifyBot(item: IDataObject): IDataObject {
	const secrets = ['apiKey', 'basicAuthPass'].filter((key) => item[key] !== undefined);
	return {
		id: item.id ?? null,
		enabled: item.enabled ?? null,
		description: item.description ?? null,
		endpoint: readEndpoint(item),
		triggerType: item.triggerType ?? null,
		triggerOperator: item.triggerOperator ?? null,
		triggerValue: item.triggerValue ?? null,
		updatedAt: item.updatedAt ?? null,
		...Object.fromEntries(secrets.map((key) => [key, item[key]])),
	};
}
