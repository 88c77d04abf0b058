import type { IRun } from 'n8n-workflow';

import { asRecord } from '../../core/values/answer';
import type { ActiveTrigger, FailedExecution } from '../active/activeTrigger';
import { BoundedMap } from '../../core/values/boundedMap';
import { HOUR_MS } from '../../core/values/time';

// Executions that a trigger has started, and that ended in an error.

const MOST_KEPT = 1_000;
const MOST_CHARACTERS = 200;

/** Returns the failures of the last hour, oldest first. Publishing the workflow clears them, because the cause may be fixed. */
export function findFailedExecutions(trigger: ActiveTrigger): readonly FailedExecution[] {
	const since = Date.now() - HOUR_MS;
	return trigger.failedExecutions.filter(({ at }) => at >= since);
}

export async function noteIfFailed(trigger: ActiveTrigger, over: Promise<IRun>): Promise<void> {
	const run = await over.catch(() => undefined);
	const { error, lastNodeExecuted } = run?.data?.resultData ?? {};
	if (error === undefined || run?.status === 'canceled') return;
	const entry = {
		at: Date.now(),
		error: String(asRecord(error).message ?? 'the error has no message').slice(0, MOST_CHARACTERS),
		node: lastNodeExecuted,
	};
	trigger.failedExecutions = [...findFailedExecutions(trigger), entry].slice(-MOST_KEPT);
}

/** Each instance's latest failed *Hand Over to Human*. As a tool of an AI agent, it can fail without failing the execution. */
const handOvers = new BoundedMap<FailedExecution>(500);

export const noteFailedHandOver = (instanceId: string, error: unknown): void =>
	handOvers.set(instanceId, { at: Date.now(), error: String(asRecord(error).message) });

export function findFailedHandOver(instanceId: string): FailedExecution | undefined {
	const latest = handOvers.get(instanceId);
	return latest === undefined || latest.at < Date.now() - HOUR_MS ? undefined : latest;
}
