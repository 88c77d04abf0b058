import { z } from 'zod';

import { reportProblem } from '../../core/inputProblem';
import { defineOperation } from '../../core/defineOperation';
import { optionalText, text } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { interactiveNotice } from '../../fields/interactive';
import {
	messageOptions,
	messageOptionsBody,
	messageOptionsInput,
} from '../../fields/messageOptions';
import { recipient, recipientInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from './sentMessage';

const row = z
	.object({ title: text, description: optionalText, rowId: optionalText })
	.transform(({ title, description, rowId = title }) => ({ title, description, rowId }));

const rows = z
	.object({ row: z.array(row).optional() })
	.optional()
	.transform((group) => group?.row ?? [])
	.superRefine((given, context) => {
		if (given.length === 0) reportProblem(context, 'the section has no rows', 'Add at least one.');
	});

const sections = z
	.object({ section: z.array(z.object({ title: text, rows })).optional() })
	.transform(({ section = [] }) => section)
	.superRefine((given, context) => {
		if (given.length === 0)
			reportProblem(context, 'the list is empty', 'Add at least one section.');
		const ids = given.flatMap((section) => section.rows.map(({ rowId }) => rowId));
		const twice = ids.find((id, index) => ids.indexOf(id) !== index);
		if (twice !== undefined) {
			reportProblem(context, `two rows have the ID "${twice}"`, 'Give each row an ID of its own.');
		}
	});

/** `POST /message/sendList/{instance}`: a button that opens a list to choose from. */
export const sendList = defineOperation({
	name: 'Send List',
	value: 'sendList',
	action: 'Send a list to choose from',
	description: 'Send a message with a button that opens a list to choose from',
	request: { method: 'POST', path: '/message/sendList/{instance}', retry: 'neverAfterSent' },
	fields: [
		instance,
		interactiveNotice,
		recipient,
		{
			displayName: 'Title',
			name: 'title',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. What can we do for you?',
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. Choose one of our services.',
			description: 'Text below the title',
		},
		{
			displayName: 'Button Text',
			name: 'buttonText',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Choose',
			description: 'Text of the button that opens the list',
		},
		{
			displayName: 'Footer',
			name: 'footer',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Open from 9 to 18 h',
			description: 'Small text at the end of the message',
		},
		{
			displayName: 'Sections',
			name: 'sections',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			required: true,
			placeholder: 'Add Section',
			options: [
				{
					displayName: 'Section',
					name: 'section',
					values: [
						{
							displayName: 'Title',
							name: 'title',
							type: 'string',
							default: '',
							required: true,
							placeholder: 'e.g. Repairs',
							description: 'Heading of the section',
						},
						{
							displayName: 'Rows',
							name: 'rows',
							type: 'fixedCollection',
							typeOptions: { multipleValues: true },
							default: {},
							placeholder: 'Add Row',
							options: [
								{
									displayName: 'Row',
									name: 'row',
									values: [
										{
											displayName: 'Title',
											name: 'title',
											type: 'string',
											default: '',
											required: true,
											placeholder: 'e.g. Broken screen',
										},
										{
											displayName: 'Description',
											name: 'description',
											type: 'string',
											default: '',
											placeholder: 'e.g. Ready in 2 days',
										},
										{
											displayName: 'Row ID',
											name: 'rowId',
											type: 'string',
											default: '',
											placeholder: 'e.g. screen',
											description: 'What the answer names the row by. The title where left empty.',
										},
									],
								},
							],
						},
					],
				},
			],
		},
		messageOptions,
		simplify,
	],
	input: z.object({
		recipient: recipientInput,
		title: text,
		description: optionalText,
		buttonText: text,
		footer: text,
		sections,
		options: messageOptionsInput,
	}),
	example: {
		recipient: '5511988887777',
		title: 'What can we do for you?',
		description: 'Choose one',
		buttonText: 'Choose',
		footer: 'Open from 9 to 18 h',
		sections: {
			section: [
				{
					title: 'Orders',
					rows: {
						row: [
							{ title: 'Where is my order?', rowId: 'track' },
							{ title: 'Return', rowId: 'return' },
						],
					},
				},
			],
		},
	},
	body: ({ recipient: number, footer: footerText, options, ...list }) => ({
		number,
		footerText,
		...list,
		...messageOptionsBody(options),
	}),
	simplify: simplifySentMessage,
});
