import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../core/input/inputProblem';
import { readBulkSending } from '../sending/readBulkSending';
import { readParameter } from '../core/prepare/parameters';
import type { AskingRun } from '../core/prepare/run';
import { recordOf } from '../core/values/answer';

// The fields have these numbers, too: `fields/concurrency.ts`, and `concurrency` in `fields/bulkSendingParts.ts`.
const REQUESTS_AT_ONCE = 10;
const MOST_AT_ONCE = 50;

/** The first item's *Concurrency*, for the whole run. @throws {InputProblem} if the number cannot be used */
export function readRequestsAtOnce(context: IExecuteFunctions): number {
	const { concurrency } = recordOf(readParameter(context, 'options', 0));
	return countAtOnce(concurrency, REQUESTS_AT_ONCE, ['options', 'concurrency']);
}

/** The first item's *Bulk Sending → Concurrency*, for the whole run. @throws {InputProblem} if the number cannot be used */
export function readConcurrency({ context, operation }: AskingRun): number {
	const { concurrency } = readBulkSending(context, operation);
	return countAtOnce(concurrency, 1, ['bulkSending', 'concurrency']);
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
