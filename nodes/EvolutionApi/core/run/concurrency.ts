import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../input/inputProblem';
import { readParameter } from '../input/parameters';
import { givenSending } from '../pacing/given';
import { isRecord } from '../server/answer';
import type { Field } from '../table/operation';
import type { AskingRun } from './run';

const AT_ONCE = 10;
const MOST_AT_ONCE = 50;

/** For operations that read what an item names: `defineOperation` adds it. All reads keep to its default. */
export const concurrency = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'collection',
	default: {},
	placeholder: 'Add option',
	options: [
		{
			displayName: 'Requests at Once',
			name: 'requestsAtOnce',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 50 },
			default: 10,
			description: 'How many requests may be under way at the same time, 50 at most',
		},
	],
} as const satisfies Field;

/** The same for the whole run: the first item's. @throws {InputProblem} if the number cannot be used */
export function readRequestsAtOnce(context: IExecuteFunctions): number {
	const options = readParameter(context, 'concurrency', 0);
	const entered = isRecord(options) ? options.requestsAtOnce : undefined;
	return countAtOnce(entered, AT_ONCE, ['concurrency', 'requestsAtOnce']);
}

/** @throws {InputProblem} if the number cannot be used, or together with what sends one message after the other */
export function readRecipientsAtOnce({ context, operation }: AskingRun): number {
	const { atOnce, paced } = givenSending(context, operation);
	const path = ['pacing', 'recipientsAtOnce'];
	const count = countAtOnce(atOnce, 1, path);
	if (count === 1 || paced === undefined) return count;
	throw new InputProblem(
		path,
		'it cannot be used together with the other options of Sending, which send one message after the other',
		'Remove it, or the others.',
	);
}

function countAtOnce(entered: unknown, otherwise: number, path: string[]): number {
	if (entered === undefined || entered === null || entered === '') return otherwise;
	const count = Number(entered);
	if (Number.isInteger(count) && count >= 1 && count <= MOST_AT_ONCE) return count;
	throw new InputProblem(
		path,
		`"${String(entered)}" cannot be used`,
		`Enter a whole number from 1 to ${MOST_AT_ONCE}.`,
	);
}

/**
 * Starts the jobs in their order, `limit` of them at once.
 * @param run answers whether to go on: after a `false`, or when the execution was cancelled, no other job
 *   is started, and those under way are waited for
 */
export async function inParallel<Job>(
	context: IExecuteFunctions,
	limit: number,
	jobs: readonly Job[],
	run: (job: Job) => Promise<boolean>,
): Promise<void> {
	const cancelled = context.getExecutionCancelSignal();
	const left = jobs.values();
	let goesOn = true;
	const work = async () => {
		for (const job of left) {
			if (!goesOn || cancelled?.aborted === true) return;
			if (!(await run(job))) goesOn = false;
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));
}
