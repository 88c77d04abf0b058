import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from './answer';
import { InputProblem } from './inputProblem';
import type { Field, Operation } from './operation';
import { givenPacing } from './pace/given';
import { readParameter } from './parameters';
import type { Asking } from './run';

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

/** Whether each item says to whom it goes, so that they may be slow on purpose, or several at once. */
export const sendsToMany = ({ fields }: Pick<Operation, 'fields'>) =>
	fields.some(({ name }) => name === 'pacing') &&
	fields.some(({ name, displayOptions }) => name === 'recipient' && displayOptions === undefined);

/** Every operation that sends to many has it: `defineOperation` adds it. */
export const sendConcurrency = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'collection',
	default: {},
	placeholder: 'Add option',
	options: [
		{
			displayName: 'Recipients at Once',
			name: 'recipientsAtOnce',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 50 },
			default: 1,
			description:
				'How many people and groups may be written to at the same time, 50 at most. Messages to the same one stay in order. Not together with Pacing.',
		},
	],
} as const satisfies Field;

/** @throws {InputProblem} if it is no number that can be used */
export const requestsAtOnce = (context: IExecuteFunctions) =>
	readCount(context, 'requestsAtOnce', AT_ONCE);

/** @throws {InputProblem} if it is no number that can be used, or together with *Pacing* */
export function recipientsAtOnce({ context, operation }: Asking): number {
	if (!sendsToMany(operation) || context.getInputData().length === 0) return 1;
	const count = readCount(context, 'recipientsAtOnce', 1);
	if (count === 1 || givenPacing(context, operation) === undefined) return count;
	throw new InputProblem(
		['concurrency', 'recipientsAtOnce'],
		'it cannot be used together with Pacing, which sends one message after the other',
		'Remove one of the two.',
	);
}

/** The same for the whole run: the first item's. */
function readCount(context: IExecuteFunctions, name: string, otherwise: number): number {
	const options = readParameter(context, 'concurrency', 0);
	const entered = isRecord(options) ? options[name] : undefined;
	if (entered === undefined || entered === null || entered === '') return otherwise;
	const count = Number(entered);
	if (Number.isInteger(count) && count >= 1 && count <= MOST_AT_ONCE) return count;
	throw new InputProblem(
		['concurrency', name],
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
	let next = 0;
	let goesOn = true;
	const work = async () => {
		while (goesOn && next < jobs.length && cancelled?.aborted !== true) {
			if (!(await run(jobs[next++]))) goesOn = false;
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));
}
