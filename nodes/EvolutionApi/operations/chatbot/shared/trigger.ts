import { choiceField, textField } from '../../../fields/fieldKinds';
import { choice, optionalText } from '../../../fields/inputs';

// What starts a bot.

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
