import { entries, type Rule } from '../rule';
import { chatwoot } from './instances';

const FROM = 'integrations-api';

const PLATFORMS = [
	{ operation: 'typebot', platform: 'typebot', name: 'Typebot', id: 'typebotId' },
	{
		operation: 'evolution-bot',
		platform: 'evolutionBot',
		name: 'EvolutionBot',
		id: 'evolutionBotId',
	},
	{ operation: 'difyBot', platform: 'dify', name: 'Dify', id: 'difyBotId' },
	{ operation: 'flowiseBot', platform: 'flowise', name: 'Flowise', id: 'flowiseBotId' },
] as const;

const selectors: Record<string, string> = {
	typebot: 'resourceForTypebot',
	evolutionBot: 'resourceForEvolutionBot',
	dify: 'resourceForDifyBot',
	flowise: 'resourceForFlowiseBot',
};
const triggers = ['triggerType', 'triggerOperator', 'triggerValue'];
const options = [
	'expire',
	'keywordFinish',
	'delayMessage',
	'unknownMessage',
	'listeningFromMe',
	'stopBotFromMe',
	'keepOpen',
	'debounceTime',
];
const address = {
	url: 'typebotUrl',
	typebot: 'typebotName',
	botType: 'difyAppType',
	apiUrl: 'apiUrl',
};
/** Default values of the old node. Ours are those of the server. */
const defaults = {
	triggerOperator: 'contains',
	keywordFinish: '#sair',
	delayMessage: 1000,
	unknownMessage: 'Mensagem não reconhecida',
};
const under = (folder: string, names: readonly string[]) =>
	Object.fromEntries(names.map((name) => [name, folder + name]));

const chatbots = PLATFORMS.flatMap(({ operation, platform, name, id }): Rule[] => {
	const rule = (does: string, target: string, fields: Rule['fields'] = {}): Rule => ({
		from: [FROM, operation],
		when: [selectors[platform], `${does}${name}`],
		to: ['chatbot', target],
		fields,
		set: { platform },
	});
	const bot = { [id]: 'bot' };
	return [
		{
			...rule('create', 'create', {
				...address,
				apiKeyBot: 'options.apiKey',
				...under('', triggers),
				...under('options.', options),
			}),
			defaults,
		},
		rule('find', 'get', bot),
		{
			...rule('update', 'update', {
				...bot,
				apiKeyBot: 'updateFields.apiKey',
				...Object.fromEntries(
					Object.entries(address).map(([old, field]) => [old, `updateFields.${field}`]),
				),
				...under('updateFields.', [...triggers, ...options]),
			}),
			// Without these values, the server would reject the keyword that starts the bot.
			defaults: { triggerType: 'keyword', triggerOperator: defaults.triggerOperator },
		},
		rule('delete', 'delete', bot),
		{ ...rule('fetchSessions', 'getSessions', bot), set: { platform, returnAll: true } },
		{
			...rule('changeStatus', 'changeSessionStatus', {
				remoteJid: 'recipient',
				status: 'sessionStatus',
			}),
			defaults: { status: 'opened' },
			note: 'The chat identifies the session, so the ID of the bot is not needed.',
		},
	];
});

export const integrations: readonly Rule[] = [
	{
		from: [FROM, 'chatwoot'],
		when: ['resourceForChatwoot', 'setChatwoot'],
		to: ['chatwoot', 'update'],
		fields: {
			...Object.fromEntries(
				Object.entries(chatwoot).map(([old, name]) => [old, `chatwoot.${name}`]),
			),
			enabled: 'enabled',
			chatwootAutoCreate: 'chatwoot.autoCreate',
		},
		defaults: { chatwootAutoCreate: true },
	},
	{
		from: [FROM, 'chatwoot'],
		when: ['resourceForChatwoot', 'findChatwoot'],
		to: ['chatwoot', 'get'],
		fields: {},
	},
	...chatbots,
	{
		from: [FROM, 'typebot'],
		when: ['resourceForTypebot', 'startTypebot'],
		to: ['chatbot', 'start'],
		fields: {
			remoteJid: 'recipient',
			url: 'typebotUrl',
			typebot: 'typebotName',
			startSession: 'options.startSession',
			'variables.variable': {
				to: 'variables.variable',
				convert: entries({ name: 'name', value: 'value' }),
			},
		},
	},
];
