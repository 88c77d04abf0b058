import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { decimal } from '../input/checks';
import { parseInput } from '../input/inputErrors';
import { readParameter } from '../prepare/parameters';
import { recordOf } from '../values/answer';
import { pause } from '../values/pause';

// The field has these numbers, too: `requestGap` in `fields/concurrency.ts`.
const GAP_SECONDS = 2;
const LONGEST_GAP_SECONDS = 3600;

const speed = z.object({
	concurrency: z.object({ gapSeconds: decimal(0, LONGEST_GAP_SECONDS).default(GAP_SECONDS) }),
});

/**
 * For a run whose requests follow each other with a gap: the first item's *Gap (Seconds)*.
 * @returns waits before every request but the first; answers false if the execution was cancelled
 * @throws {InputProblem} if the number cannot be used
 */
export function gapBetweenRequests(context: IExecuteFunctions): () => Promise<boolean> {
	const entered = recordOf(readParameter(context, 'concurrency', 0));
	const { gapSeconds } = parseInput(speed, { concurrency: entered }).concurrency;
	const signal = context.getExecutionCancelSignal();
	let isFirst = true;
	return async () => {
		if (!isFirst) await pause(gapSeconds * 1000, signal);
		isFirst = false;
		return signal?.aborted !== true;
	};
}
