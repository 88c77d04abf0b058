import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { isRecord } from '../../core/answer';
import { reportProblem } from '../../core/inputProblem';
import { defineOperation } from '../../core/defineOperation';
import { textList } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { checkRecipient } from '../../fields/recipient';

/** Newer servers refuse more at once, and checking many is what accounts are blocked for. */
const LARGEST_REQUEST = 50;

const numbers = textList.transform((entries, context) => {
	if (entries.length === 0) reportProblem(context, 'no number is given', 'Enter at least one.');
	return entries.map((entry) => {
		const checked = checkRecipient(entry);
		if ('jid' in checked) return checked.jid;
		reportProblem(context, checked.problem, checked.hint);
		return z.NEVER;
	});
});

/** The server answers groups first and in an order of its own, with the number as it was asked for. */
function inOrder(answer: unknown, asked: readonly unknown[]): IDataObject[] {
	const entries = Array.isArray(answer) ? answer.filter(isRecord) : [];
	const byNumber = new Map(entries.map((entry) => [String(entry.number), entry]));
	return asked.map((number) => {
		const found = byNumber.get(String(number));
		return {
			number: String(number),
			exists: found?.exists === true,
			jid: found?.exists === true ? String(found.jid) : null,
			name: typeof found?.name === 'string' ? found.name : null,
		};
	});
}

/** `POST /chat/whatsappNumbers/{instance}`: which numbers are on WhatsApp; all items in requests of 50. */
export const checkNumbers = defineOperation({
	name: 'Check Numbers',
	value: 'checkNumbers',
	action: 'Check which numbers are on WhatsApp',
	description: 'See which numbers are on WhatsApp, and under which JID',
	request: {
		method: 'POST',
		path: '/chat/whatsappNumbers/{instance}',
		retry: 'always',
		reads: true,
	},
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
		size: LARGEST_REQUEST,
		units: ({ numbers: given }) => given,
		body: (units) => ({ numbers: units }),
		results: inOrder,
	},
});
