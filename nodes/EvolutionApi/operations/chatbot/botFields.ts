import type { Field } from '../../core/values/field';
import {
	choiceField,
	locatorField,
	numberField,
	textField,
	byHand,
	fromList,
	toggle,
} from '../../fields/fieldKinds';
import { ignoredChats } from '../../fields/recipient';
import { choice, flag, integer } from '../../core/input/checks';
import { clearableText, optionalText } from '../../fields/inputs';
import {
	agentUrl,
	apiKey,
	apiUrl,
	basicAuthPassword,
	basicAuthUser,
	difyAppType,
	openaiFields as openai,
	platformsOptionsShape,
	typebotName,
	typebotUrl,
	botWebhookUrl,
} from './platforms';

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

export const triggerType = choiceField('Trigger', 'triggerType', {
	options: [
		{ name: 'Advanced', value: 'advanced', description: 'Messages that meet a condition' },
		{ name: 'All Messages', value: 'all' },
		{ name: 'Keyword', value: 'keyword', description: 'Messages with a certain text' },
		{
			name: 'None',
			value: 'none',
			description: 'Only as fallback bot, or with the operation Start',
		},
	],
	default: 'keyword',
	description: 'Messages that start the bot',
});

export const triggerOperator = choiceField('Trigger Operator', 'triggerOperator', {
	options: [
		{ name: 'Contains', value: 'contains' },
		{ name: 'Ends With', value: 'endsWith' },
		{ name: 'Equals', value: 'equals' },
		{ name: 'Regex', value: 'regex' },
		{ name: 'Starts With', value: 'startsWith' },
	],
	default: 'equals',
	description: 'How to compare the message with the value',
});

export const triggerValue = textField('Trigger Value', 'triggerValue', {
	placeholder: 'e.g. help',
	description: 'The text to compare with, or the condition of an advanced trigger',
});

export const triggerShape = {
	triggerType: choice('advanced', 'all', 'keyword', 'none'),
	triggerOperator: choice('contains', 'endsWith', 'equals', 'regex', 'startsWith').optional(),
	triggerValue: optionalText,
};

type Values = Readonly<Record<string, unknown>>;

export const needsValue = ({ triggerType }: Values) =>
	triggerType === 'keyword' || triggerType === 'advanced';

/** Leaves out fields that the chosen trigger type doesn't have: n8n may still have earlier entries in them. */
export function triggerBody(values: Values): Record<string, unknown> {
	const { triggerType, triggerOperator } = values;
	return {
		triggerType,
		triggerOperator: triggerType === 'keyword' ? (triggerOperator ?? 'equals') : undefined,
		triggerValue: needsValue(values) ? trimmedUnlessPart(values) : undefined,
	};
}

/** Trims a keyword as the server trims messages. Keeps the spaces of a regular expression, and of a text for *Contains*. */
const trimmedUnlessPart = ({ triggerType, triggerOperator, triggerValue }: Values): unknown => {
	const isPart = ['contains', 'regex'].includes(String(triggerOperator));
	const isWhole = triggerType === 'keyword' && !isPart;
	return isWhole && typeof triggerValue === 'string' ? triggerValue.trim() : triggerValue;
};

// Options for a bot's behavior. They're the same on every platform, both for a single bot and in the settings of a platform.

export const behaviorOptions = {
	debounceTime: numberField('Debounce Time (Seconds)', 'debounceTime', {
		typeOptions: { minValue: 0 },
		description: 'Seconds to wait for further messages, which the bot then answers together',
	}),
	expire: numberField('Expire After (Minutes)', 'expire', {
		typeOptions: { minValue: 0 },
		description: 'Minutes without a message after which the session ends. Use 0 for never.',
	}),
	ignoreJids: textField('Ignored Chats', 'ignoreJids', {
		placeholder: 'e.g. 5511988887777, @g.us',
		description:
			'Numbers or JIDs of chats that the bot ignores, separated by commas or line breaks. Use "@g.us" for all groups and "@s.whatsapp.net" for all people.',
	}),
	keepOpen: toggle(
		'Keep Session Open',
		'keepOpen',
		'Whether to keep the session open when the bot has finished, so that it does not start again',
	),
	keywordFinish: textField('Keyword to Finish', 'keywordFinish', {
		placeholder: 'e.g. bye',
		description: 'Keyword with which a person ends the session',
	}),
	listeningFromMe: toggle(
		'Listen to Own Messages',
		'listeningFromMe',
		'Whether messages sent by the account itself also start the bot',
	),
	delayMessage: numberField('Message Delay (Ms)', 'delayMessage', {
		typeOptions: { minValue: 0 },
		default: 1000,
		description: 'Milliseconds to show "typing…" before each answer',
	}),
	unknownMessage: textField('Message if Not Understood', 'unknownMessage', {
		placeholder: 'e.g. Sorry, I did not understand that.',
		description: 'Reply to messages that the bot cannot read, e.g. stickers',
	}),
	splitMessages: toggle(
		'Split Messages',
		'splitMessages',
		'Whether to send each paragraph of an answer as a separate message',
	),
	stopBotFromMe: toggle(
		'Stop on Own Messages',
		'stopBotFromMe',
		'Whether to pause the session when the account itself sends a message in the chat',
	),
	timePerChar: numberField('Time per Character (Ms)', 'timePerChar', {
		typeOptions: { minValue: 0 },
		description: 'Milliseconds to show "typing…" for each character of a split message',
	}),
} as const satisfies Record<string, Field>;

/** The server's database stores 32-bit integers. */
const count = integer(0, 2_147_483_647).optional();

export const behaviorShape = {
	debounceTime: count,
	expire: count,
	ignoreJids: ignoredChats.optional(),
	keepOpen: flag.optional(),
	keywordFinish: clearableText.transform((keyword) => keyword?.trim()),
	listeningFromMe: flag.optional(),
	delayMessage: count,
	unknownMessage: clearableText,
	splitMessages: flag.optional(),
	stopBotFromMe: flag.optional(),
	timePerChar: count,
};

export const BEHAVIOR_DEFAULTS = {
	expire: 0,
	keywordFinish: '',
	delayMessage: 1000,
	unknownMessage: '',
	listeningFromMe: false,
	stopBotFromMe: false,
	keepOpen: false,
	debounceTime: 0,
	ignoreJids: [],
	splitMessages: false,
	timePerChar: 0,
};

export const BEHAVIOR_KEYS = Object.keys(BEHAVIOR_DEFAULTS);

export const behaviorBody = (values: Values): Record<string, unknown> =>
	Object.fromEntries(BEHAVIOR_KEYS.map((key) => [key, values[key]]));

/** Fields for the bot's URL, name or type on its platform, in the order in which *Create* shows them. OpenAI bots use none. */
export const placeFields = [
	typebotUrl,
	typebotName,
	difyAppType,
	apiUrl,
	agentUrl,
	botWebhookUrl,
] as const;

export const botOptions = [
	textField('Description', 'description', {
		placeholder: 'e.g. Answers questions about orders',
		description: 'Purpose of the bot',
	}),
	toggle(
		'Enabled',
		'enabled',
		'Whether the bot starts new sessions. Open ones continue until they are closed.',
		true,
	),
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
