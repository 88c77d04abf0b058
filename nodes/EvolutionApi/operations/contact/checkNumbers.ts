import { z } from 'zod';

import { reportProblem } from '../../core/inputProblem';
import { defineOperation } from '../../core/defineOperation';
import { NUMBERS_IN_REQUEST, NUMBERS_PATH, numbersInOrder } from '../../core/whatsappNumbers';
import { textList } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { checkRecipient } from '../../fields/recipient';

const numbers = textList.transform((entries, context) => {
	if (entries.length === 0) reportProblem(context, 'no number is given', 'Enter at least one.');
	return entries.map((entry) => {
		const checked = checkRecipient(entry);
		if ('jid' in checked) return checked.jid;
		reportProblem(context, checked.problem, checked.hint);
		return z.NEVER;
	});
});

/** `POST /chat/whatsappNumbers/{instance}`: which numbers are on WhatsApp; all items in requests of 50. */
export const checkNumbers = defineOperation({
	name: 'Check Numbers',
	value: 'checkNumbers',
	action: 'Check which numbers are on WhatsApp',
	description: 'See which numbers are on WhatsApp, and under which JID',
	request: { method: 'POST', path: NUMBERS_PATH, retry: 'always', reads: true },
	fields: [
		instance,
		{
			displayName: 'Numbers',
			name: 'numbers',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 5511988887777, 5511977776666',
			description:
				'One number or several, separated by commas, with country code. The numbers of all items are checked together, 50 in a request.',
		},
	],
	input: z.object({ numbers }),
	example: { numbers: '5511988887777' },
	bulk: {
		size: NUMBERS_IN_REQUEST,
		units: ({ numbers: given }) => given,
		body: (units) => ({ numbers: units }),
		results: numbersInOrder,
	},
});
