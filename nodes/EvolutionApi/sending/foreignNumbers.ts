import type { IExecuteFunctions } from 'n8n-workflow';

import { bothReadings } from '../core/ask/numbers';
import { InputProblem } from '../core/input/inputProblem';
import { isRecord } from '../core/values/answer';
import { readPhoneNumber } from '../core/phones/readPhoneNumber';
import type { Policy, Sender } from './send';

/**
 * Sends to no number of another country that was probably entered without the country code of the account's own: in
 * Brazil, `31988887777` is a number of Belo Horizonte, and whoever has it in the Netherlands would get the message.
 */
export const refuseForeignReadings = (sender: Sender): Policy => ({
	async send(message, next) {
		const entered = enteredNumber(sender.context, message.request.index);
		const read = entered === undefined ? undefined : readPhoneNumber(entered);
		if (read === undefined || !('digits' in read) || read.isInternational) {
			return await next(message);
		}
		const readings = await bothReadings(sender, read.digits);
		if (readings === undefined) return await next(message);
		const { own, ofOther } = readings;
		throw new InputProblem(
			['recipient'],
			`is "${entered}", which may be a number of two countries`,
			`Write it with + and the country code: ${own} or ${ofOther}.`,
		);
	},
});

/** What the item gives as its recipient; undefined for a JID, and for what has no such field. */
function enteredNumber(
	context: Pick<IExecuteFunctions, 'getNodeParameter'>,
	index: number,
): string | undefined {
	const given: unknown = context.getNodeParameter('recipient', index, '');
	const entered = isRecord(given) ? given.value : given;
	const isNumber = typeof entered === 'number' || typeof entered === 'string';
	const text = isNumber ? String(entered).trim() : '';
	return text === '' || text.includes('@') ? undefined : text;
}
