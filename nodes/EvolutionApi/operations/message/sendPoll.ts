import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { integer, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { storedPoll } from '../../fields/storedForms';
import { pollOptions, pollOptionsInput, question, selectableCount } from './shared/pollFields';
import { simplifySentMessage } from './shared/sentMessage';

/** `POST /message/sendPoll/{instance}`: a question with 2 to 10 options. */
export const sendPoll = defineOperation({
	name: 'Send Poll',
	value: 'sendPoll',
	action: 'Send a WhatsApp poll',
	description: 'Send a question with options to vote for',
	request: { method: 'POST', path: '/message/sendPoll/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		question,
		pollOptions,
		selectableCount,
		optionsField(...optionFields.typed, ...optionFields.messageId),
		bulkSending,
		simplify,
	],
	input: z
		.object({
			recipient: addresseeInput,
			question: text,
			pollOptions: pollOptionsInput,
			selectableCount: integer(0, 10),
			options: collectionInput({ ...optionShapes.typingAndReply, ...optionShapes.messageId }),
		})
		.superRefine(({ selectableCount, pollOptions: given }, context) => {
			if (selectableCount > given.length) {
				reportProblem(
					context,
					`is ${selectableCount}, but there are only ${given.length} options`,
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
	content: ({ question, pollOptions: given, selectableCount }) => ({
		kind: 'composed',
		typed: question,
		forms: storedPoll(question, given),
		identity: selectableCount,
	}),
	simplify: simplifySentMessage,
});
