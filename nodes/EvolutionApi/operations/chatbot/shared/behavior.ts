import type { Field } from '../../../core/values/field';
import { numberField, textField } from '../../../fields/fieldKinds';
import { ignoredChats } from '../../../fields/ignoredChats';
import { clearableText, flag, integer } from '../../../fields/inputs';
import { toggle } from '../../../fields/toggle';

// How a bot behaves: the same for every platform, in each bot and in the settings of the instance.

export const behaviorOptions = {
	debounceTime: numberField('Debounce Time (Seconds)', 'debounceTime', {
		typeOptions: { minValue: 0 },
		description: 'Seconds without a new message before the bot answers them together',
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

/** The server's database has integers of 32 bits. */
const count = integer(0, 2_147_483_647).optional();

export const behaviorShape = {
	debounceTime: count,
	expire: count,
	ignoreJids: ignoredChats.optional(),
	keepOpen: flag.optional(),
	keywordFinish: clearableText,
	listeningFromMe: flag.optional(),
	delayMessage: count,
	unknownMessage: clearableText,
	splitMessages: flag.optional(),
	stopBotFromMe: flag.optional(),
	timePerChar: count,
};

/** The values that *Reset to Default* sets. */
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
