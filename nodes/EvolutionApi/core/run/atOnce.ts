import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../input/inputProblem';
import { readBulkSending } from '../bulkSending/readBulkSending';
import { readParameter } from '../prepare/parameters';
import type { AskingRun } from '../prepare/run';
import { recordOf } from '../values/answer';

// The fields have these numbers, too: `fields/concurrency.ts`, and `recipientsAtOnce` in `fields/bulkSendingParts.ts`.
const REQUESTS_AT_ONCE = 10;
const MOST_AT_ONCE = 50;

/** The first item's *Concurrency*, for the whole run. @throws {InputProblem} if the number cannot be used */
export function readRequestsAtOnce(context: IExecuteFunctions): number {
	const { concurrency } = recordOf(readParameter(context, 'options', 0));
	return countAtOnce(concurrency, REQUESTS_AT_ONCE, ['options', 'concurrency']);
}

/** @throws {InputProblem} if the number cannot be used, also together with the other options of *Sending* */
export function readRecipientsAtOnce({ context, operation }: AskingRun): number {
	const { recipientsAtOnce, paced } = readBulkSending(context, operation);
	const path = ['bulkSending', 'recipientsAtOnce'];
	const count = countAtOnce(recipientsAtOnce, 1, path);
	if (count === 1 || paced === undefined) return count;
	throw new InputProblem(
		path,
		'it cannot be used together with the other options of Sending, which send one message after the other',
		'Remove it, or the others.',
	);
}

function countAtOnce(entered: unknown, whenEmpty: number, path: string[]): number {
	if (entered === undefined || entered === null || entered === '') return whenEmpty;
	const count = Number(entered);
	if (Number.isInteger(count) && count >= 1 && count <= MOST_AT_ONCE) return count;
	throw new InputProblem(
		path,
		`"${String(entered)}" cannot be used`,
		`Enter a whole number from 1 to ${MOST_AT_ONCE}.`,
	);
}
