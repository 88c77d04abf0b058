import { z } from 'zod';

import { integer } from '../../core/input/checks';
import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import { bulkSending } from '../../fields/bulkSending';
import { collectionInput, optionsField, numberField, textField } from '../../fields/fieldKinds';
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { checkPollLengths, storedPoll } from '../../fields/sendAs';
import { labelList } from '../../fields/labelList';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplifySentMessage } from '../../server/ask/messages';

export const question = textField('Question', 'question', {
	required: true,
	placeholder: 'e.g. When shall we deliver?',
	description: 'What people vote on, as plain text',
});

export const pollOptions = textField('Poll Options', 'pollOptions', {
	typeOptions: { rows: 4 },
	required: true,
	hint: 'One option per line',
	placeholder: 'e.g.\nMorning\nAfternoon',
	description:
		'2 to 10 options, one per line. An expression may give a list of texts, or of objects with a title.',
});

export const selectableCount = numberField('Choices Allowed', 'selectableCount', {
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 1,
	required: true,
	description: 'How many options each person may choose. Use 0 for any number.',
});

const OPTION_COUNT = { min: 2, max: 10 };

const pollOptionsInput = labelList.superRefine((options, context) => {
	if (options.length < OPTION_COUNT.min || options.length > OPTION_COUNT.max) {
		reportProblem(
			context,
			`must have ${OPTION_COUNT.min} to ${OPTION_COUNT.max} options, not ${options.length}`,
			'Write one option per line.',
		);
	} else if (new Set(options).size < options.length) {
		reportProblem(context, 'has two options that are the same', 'Give each option its own text.');
	}
});

/** `POST /message/sendPoll/{instance}`: a question with 2 to 10 options. */
export const sendPoll = defineOperation({
	name: 'Send Poll',
	value: 'sendPoll',
	action: 'Send a WhatsApp poll',
	description: 'Send a question with options to vote for',
	request: { method: 'POST', path: '/message/sendPoll/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		question,
		pollOptions,
		selectableCount,
		optionsField(...optionFields.text, ...optionFields.messageId),
		bulkSending,
	],
	input: z
		.object({
			recipient: addresseeInput,
			question: text,
			pollOptions: pollOptionsInput,
			selectableCount: integer(0, 10),
			options: collectionInput({ ...optionShapes.typingAndReply, ...optionShapes.messageId }),
		})
		.superRefine(({ question: questionText, selectableCount, pollOptions: labels }, context) => {
			checkPollLengths(questionText, labels, context, ['question', 'pollOptions']);
			if (selectableCount > labels.length) {
				reportProblem(
					context,
					`is ${selectableCount}, but there are only ${labels.length} options`,
					'Enter a smaller number, or 0 for any.',
					['selectableCount'],
				);
			}
		}),
	example: {
		recipient: '5511988887777',
		question: 'When shall we deliver?',
		pollOptions: 'Morning\nAfternoon\nEvening',
		selectableCount: 1,
	},
	needs: needsForChannel,
	body: ({ recipient: number, question: name, pollOptions: values, selectableCount, options }) => ({
		number,
		name,
		values,
		selectableCount,
		...messageOptionsBody(options, name),
	}),
	content: ({ question, pollOptions: labels, selectableCount }) => ({
		kind: 'composed',
		typedText: question,
		forms: storedPoll(question, labels),
		identity: selectableCount,
	}),
	output: simplifySentMessage,
});
