import { sleep } from 'n8n-workflow';

/** How long a cancelled execution goes on waiting at most. */
const SLICE_MS = 250;

/**
 * Waits, but ends early when the execution is cancelled. It waits in slices, since not every version of n8n has
 * `sleepWithAbort`.
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	if (signal === undefined) {
		if (milliseconds > 0) await sleep(milliseconds);
		return;
	}
	const end = Date.now() + milliseconds;
	for (let left = milliseconds; left > 0 && !signal.aborted; left = end - Date.now()) {
		await sleep(Math.min(left, SLICE_MS));
	}
}
