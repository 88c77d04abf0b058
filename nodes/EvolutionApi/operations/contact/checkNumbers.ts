import { z } from 'zod';

import {
	NUMBERS_IN_REQUEST,
	NUMBERS_PATH,
	numbersInOrder,
} from '../../core/server/evolutionApi/evolutionNumbers';
import { defineOperation } from '../../core/table/defineOperation';
import { isRecord } from '../../core/values/answer';
import { readOptionsInput, requestDelayOptions } from '../../fields/concurrency';
import { textField } from '../../fields/fieldKinds';
import { splitNumbers } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { checkRecipient } from '../../fields/recipient';

/** An entry that cannot be a number, with the reason. It comes out beside the others. */
interface Refused {
	readonly number: string;
	readonly reason: string;
}

const isRefused = (unit: unknown): unit is Refused => isRecord(unit);

function checked(entry: string): string | Refused {
	const recipient = checkRecipient(entry);
	return 'jid' in recipient
		? recipient.jid
		: { number: entry, reason: `The number ${recipient.problem}` };
}

const written = (value: unknown) =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

/** Accepts anything that a row of a list may contain. */
const numbers = z.unknown().transform((given) => {
	const entries = [given].flat().flatMap((value) => splitNumbers(written(value)));
	return entries.length === 0 ? [checked('')] : entries.map(checked);
});

/** `POST /chat/whatsappNumbers/{instance}`: which numbers are on WhatsApp. The numbers of all items go in requests of 50, one at a time. */
export const checkNumbers = defineOperation({
	name: 'Check Numbers',
	value: 'checkNumbers',
	action: 'Check which numbers are on WhatsApp',
	description:
		'Check which phone numbers are on WhatsApp and get their JIDs. Looks up 50 numbers at a time, with a delay, because WhatsApp bans numbers that look up many quickly.',
	request: { method: 'POST', path: NUMBERS_PATH, reads: true },
	fields: [
		instanceField,
		textField('Numbers', 'numbers', {
			required: true,
			placeholder: 'e.g. 5511988887777, 5511977776666',
			description:
				'Numbers with country code, separated by commas or line breaks. Invalid entries are returned with the reason.',
		}),
		requestDelayOptions,
	],
	input: { numbers, options: readOptionsInput },
	example: { numbers: '5511988887777' },
	bulk: {
		size: NUMBERS_IN_REQUEST,
		hasDelay: true,
		units: ({ numbers: given }) => given,
		known: (unit) =>
			isRefused(unit)
				? { number: unit.number, exists: false, jid: null, name: null, reason: unit.reason }
				: undefined,
		body: (units) => ({ numbers: units }),
		results: numbersInOrder,
	},
});
