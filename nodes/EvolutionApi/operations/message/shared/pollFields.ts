import type { Field } from '../../../core/table/operation';

export const question = {
	displayName: 'Question',
	name: 'question',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. When shall we deliver?',
	description: 'What people vote on, as plain text',
} as const satisfies Field;

export const pollOptions = {
	displayName: 'Poll Options',
	name: 'pollOptions',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	hint: 'One option per line',
	placeholder: 'e.g.\nMorning\nAfternoon',
	description: '2 to 10 options, one per line. An expression may give a list.',
} as const satisfies Field;

export const selectableCount = {
	displayName: 'Choices Allowed',
	name: 'selectableCount',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 1,
	required: true,
	description: 'How many options each person may choose. Use 0 for any number.',
} as const satisfies Field;
