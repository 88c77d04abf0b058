import { createHash } from 'node:crypto';
import type { IDeferredPromise, INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';

import type { ActiveTrigger } from '../active/activeTrigger';
import { awaitStored, holdUntilOver } from './storedExecution';

/** As n8n 2.20 and later have it; earlier ones ignore the key. */
type Emit = (
	outputs: INodeExecutionData[][],
	response: Parameters<ITriggerFunctions['emit']>[1],
	done?: IDeferredPromise<IRun>,
	deduplicationKey?: string,
) => void;

/** Whether this n8n starts only one execution with a key, and so knows which messages have started the workflow. */
export const knowsKeys = ({ emit }: Pick<ITriggerFunctions, 'emit'>): boolean => emit.length > 3;

/**
 * Whether the server is answered when n8n has stored the execution. Before 2.20, n8n breaks off executions that can tell it
 * when it ends.
 */
export const tellsStored = ({ context, connection }: ActiveTrigger): boolean =>
	knowsKeys(context) && connection.server.store === undefined;

interface Identified {
	readonly eventId: string;
	/** When an incoming message was sent, Unix ms; undefined for other events. */
	readonly sentAt?: number;
}

/**
 * Starts the workflow. For a message n8n stores the key together with the execution, and starts no other one with it:
 * after a kill, it knows better than our static data what was started. Other events are not looked for after a restart,
 * and nothing tells two of them apart for as long as n8n keeps executions.
 * @param done n8n settles it when the execution is over, or was started before
 * @returns settles when the message counts as taken for what n8n keeps for us; undefined: from now on
 */
export function emitOnce(
	trigger: ActiveTrigger,
	event: Identified,
	outputs: INodeExecutionData[][],
	done?: IDeferredPromise<IRun>,
): Promise<void> | undefined {
	const emit: Emit = trigger.context.emit;
	const key = event.sentAt === undefined ? undefined : executionKey(trigger, event);
	const { eventId } = event;
	const isTold = done !== undefined && tellsStored(trigger);
	const isKeyed = done !== undefined && key !== undefined && knowsKeys(trigger.context);
	const answer = isTold ? awaitStored(trigger, eventId, done) : undefined;
	const held = isKeyed && !isTold ? holdUntilOver(trigger, eventId, done) : undefined;
	emit(outputs, answer, done, key);
	return held;
}

/** One for all executions of an n8n, so other workflows must have another. */
export const executionKey = (
	{ nodeId, instanceId }: Pick<ActiveTrigger, 'nodeId' | 'instanceId'>,
	{ eventId }: Pick<Identified, 'eventId'>,
): string =>
	createHash('sha256')
		.update(JSON.stringify([nodeId, instanceId, eventId]))
		.digest('base64url');
