import { sleep, type INodeExecutionData } from 'n8n-workflow';

import { createDeferred } from '../../n8n/compat';
import { noteUnstored } from '../../n8n/stored';
import { HOUR_MS } from '../../core/values/time';
import type { ActiveTrigger } from '../active/activeTrigger';
import { type Start, turns } from './turns';

// Keeps executions that n8n couldn't store, if the server's store lacks their events, and retries them until n8n has them.

const MAX_KEPT = 1_000;
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
const PAUSE_MS = 10_000;
/** How long an execution is retried. After an hour, no one waits for its result any more. */
const KEPT_MS = HOUR_MS;

const memory = { executions: 0, bytes: 0 };

export const keepsNoMore = (): boolean =>
	memory.executions >= MAX_KEPT || memory.bytes >= MAX_KEPT_BYTES;

/**
 * @param start uses the same StartKey each time, so that n8n starts the execution only once
 * @returns whether n8n has stored the execution
 */
export async function startUntilStored(
	trigger: ActiveTrigger,
	outputs: readonly INodeExecutionData[][],
	start: Start,
): Promise<boolean> {
	if (keepsNoMore()) return false;
	const bytes = countBytes(outputs.flat());
	const until = Date.now() + KEPT_MS;
	memory.executions++;
	memory.bytes += bytes;
	try {
		while (Date.now() < until) {
			if (await tryInTurn(trigger, start)) return true;
			if (trigger.isLeaving) return false;
			await sleep(PAUSE_MS);
		}
		return false;
	} finally {
		memory.executions--;
		memory.bytes -= bytes;
	}
}

/** @returns whether n8n has stored the execution. Never throws */
async function tryInTurn(trigger: ActiveTrigger, start: Start): Promise<boolean> {
	const outcome = createDeferred<boolean>();
	const isStored = outcome.promise.catch((error: unknown) => {
		noteUnstored(trigger.context, error);
		return false;
	});
	await turns.inTurn(async (end) => {
		// start() isn't awaited: with a failing database, start() may take a minute, and the next executions would wait that long.
		outcome.resolve(!trigger.isLeaving && start(end));
		return !trigger.isLeaving;
	});
	return await isStored;
}

const countBytes = (items: readonly INodeExecutionData[]): number =>
	items.reduce((bytes, { json, binary = {} }) => {
		const files = Object.values(binary).reduce((sum, { data }) => sum + data.length, 0);
		return bytes + Buffer.byteLength(JSON.stringify(json)) + files;
	}, 0);
