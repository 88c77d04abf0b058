import type { Field } from '../../../core/values/field';
import { choice, optionalText } from '../../../fields/inputs';

// What starts a bot.

export const triggerType = {
	displayName: 'Trigger',
	name: 'triggerType',
	type: 'options',
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
	description: 'Which messages start the bot',
} as const satisfies Field;

export const triggerOperator = {
	displayName: 'Trigger Operator',
	name: 'triggerOperator',
	type: 'options',
	options: [
		{ name: 'Contains', value: 'contains' },
		{ name: 'Ends With', value: 'endsWith' },
		{ name: 'Equals', value: 'equals' },
		{ name: 'Regex', value: 'regex' },
		{ name: 'Starts With', value: 'startsWith' },
	],
	default: 'equals',
	description: 'How to compare the message with the value',
} as const satisfies Field;

export const triggerValue = {
	displayName: 'Trigger Value',
	name: 'triggerValue',
	type: 'string',
	default: '',
	placeholder: 'e.g. help',
	description: 'The text to compare with, or the condition of an advanced trigger',
} as const satisfies Field;

export const triggerShape = {
	triggerType: choice('advanced', 'all', 'keyword', 'none'),
	triggerOperator: choice('contains', 'endsWith', 'equals', 'regex', 'startsWith').optional(),
	triggerValue: optionalText,
};
