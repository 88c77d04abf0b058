import { sleep, type IDeferredPromise, type INodeExecutionData, type IRun } from 'n8n-workflow';

import { createDeferred } from '../../n8n/compat';
import { noteUnstored } from '../../n8n/stored';
import { HOUR_MS } from '../../core/values/time';
import type { ActiveTrigger } from '../active/activeTrigger';
import { turns } from './turns';

// Executions that n8n could not store, of events that no store of the server has, are kept here and started until n8n has them.

/** Executions. */
const MAX_KEPT = 1_000;
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
const PAUSE_MS = 10_000;
/** After this long, no one waits for it any more. */
const KEPT_MS = HOUR_MS;

/** Totals of all triggers of this process. */
const kept = { executions: 0, bytes: 0 };

/** Tells whether an execution that n8n cannot store now would be lost here. */
export const keepsNoMore = (): boolean =>
	kept.executions >= MAX_KEPT || kept.bytes >= MAX_KEPT_BYTES;

/**
 * n8n could not store an execution: starts it again, until n8n has stored it.
 * @param start each time under its StartKey, so that n8n starts it once only. @returns whether n8n has stored it
 * @returns false if it is given up: too many are kept, an hour is over, or the workflow is switched off
 */
export async function startUntilStored(
	trigger: Pick<ActiveTrigger, 'isLeaving' | 'context'>,
	outputs: readonly INodeExecutionData[][],
	start: (done: IDeferredPromise<IRun>) => Promise<boolean>,
): Promise<boolean> {
	if (keepsNoMore()) return false;
	const bytes = countBytes(outputs.flat());
	const until = Date.now() + KEPT_MS;
	kept.executions++;
	kept.bytes += bytes;
	try {
		while (Date.now() < until) {
			if (await tryInTurn(trigger, start)) return true;
			if (trigger.isLeaving) return false;
			await sleep(PAUSE_MS);
		}
		return false;
	} finally {
		kept.executions--;
		kept.bytes -= bytes;
	}
}

/**
 * Starts an execution as soon as it is its turn.
 * @returns whether n8n has stored it; false as well if the workflow is switched off. Never throws.
 */
async function tryInTurn(
	trigger: Pick<ActiveTrigger, 'isLeaving' | 'context'>,
	start: (done: IDeferredPromise<IRun>) => Promise<boolean>,
): Promise<boolean> {
	const tryOnce = async (done: IDeferredPromise<IRun>): Promise<boolean> => {
		try {
			return !trigger.isLeaving && (await start(done));
		} catch (error) {
			noteUnstored(trigger.context, error);
			return false;
		}
	};
	const stored = createDeferred<boolean>();
	await turns.inTurn(async (done) => {
		stored.resolve(tryOnce(done));
		return !trigger.isLeaving;
	});
	return await stored.promise;
}

/** In memory. n8n may keep files there, too, as Base64. */
const countBytes = (items: readonly INodeExecutionData[]): number =>
	items.reduce((bytes, { json, binary = {} }) => {
		const files = Object.values(binary).reduce((sum, { data }) => sum + data.length, 0);
		return bytes + Buffer.byteLength(JSON.stringify(json)) + files;
	}, 0);
