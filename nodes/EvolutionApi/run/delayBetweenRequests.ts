import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { decimal } from '../core/input/checks';
import { parseInput } from '../core/input/inputErrors';
import { readParameter } from '../core/prepare/parameters';
import { recordOf } from '../core/values/answer';
import { pause } from '../core/concurrency/retry';

// The field has these numbers, too: `requestDelayOptions` in `fields/concurrency.ts`.
const DELAY_SECONDS = 2;
const LONGEST_DELAY_SECONDS = 3600;

const delay = z.object({
	options: z.object({
		delayBetweenRequests: decimal(0, LONGEST_DELAY_SECONDS).default(DELAY_SECONDS),
	}),
});

/**
 * For a run whose requests follow each other: the first item's *Delay Between Requests*.
 * @returns waits before every request but the first; answers false if the execution was cancelled
 * @throws {InputProblem} if the number cannot be used
 */
export function delayBetweenRequests(context: IExecuteFunctions): () => Promise<boolean> {
	const options = recordOf(readParameter(context, 'options', 0));
	const { delayBetweenRequests: seconds } = parseInput(delay, { options }).options;
	const signal = context.getExecutionCancelSignal();
	let isFirst = true;
	return async () => {
		if (!isFirst) await pause(seconds * 1000, signal);
		isFirst = false;
		return signal?.aborted !== true;
	};
}
