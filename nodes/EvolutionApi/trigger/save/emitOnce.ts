import { createHash } from 'node:crypto';
import {
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
	sleep,
	type IExecuteFunctions,
	type IExecuteResponsePromiseData,
} from 'n8n-workflow';

import { serverFor } from '../../core/server/connection';
import { deferred } from '../../core/concurrency/limiter';
import type { ActiveTrigger } from '../active/activeTrigger';
import { releaseEvent, takenEventsOf } from '../memory/takenEvents';
import { authenticationOf } from '../settings/triggerSettings';

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
const executionKey = (
	{ nodeId, instanceId }: Pick<ActiveTrigger, 'nodeId' | 'instanceId'>,
	{ eventId }: Pick<Identified, 'eventId'>,
): string =>
	createHash('sha256')
		.update(JSON.stringify([nodeId, instanceId, eventId]))
		.digest('base64url');

// A server that keeps nothing takes every 2xx for delivered. So it gets none before the execution is in n8n's database,
// else a kill loses what nobody has any more. n8n does not tell who starts an execution when it is stored. But after that
// its first node runs, and this is the trigger: its execute() answers by the way that n8n has for answers from within a
// workflow, which leads back to the process that started it in queue mode, too.

/** A forwarded call ends after 8 s, and each that is open costs n8n more than 10 MB. */
const WAIT_MS = 3_000;
/** An execution that has not begun by then waits for its turn, in the database. The server's next try comes after 30 s. */
const LONG_MS = 20_000;

/** An execution that n8n has not stored yet. */
interface Beginning {
	readonly since: number;
	/** False if n8n could not store it. */
	readonly isStored: Promise<boolean>;
}

/** By trigger, and then by event. */
const beginnings = new WeakMap<ActiveTrigger, Map<string, Beginning>>();

/** In execute(): the execution is stored, and has begun. */
export function tellStored(context: IExecuteFunctions): void {
	if (context.getMode() !== 'trigger') return;
	if (serverFor(authenticationOf(context)).store === undefined) context.sendResponse({});
}

/**
 * The event is about to start the workflow. Until that is stored it does not count as taken for what n8n keeps for us.
 * @param done n8n settles it when the execution is over, or was started before
 * @returns to be given to n8n as what the execution answers
 */
function awaitStored(
	trigger: ActiveTrigger,
	eventId: string,
	done: IDeferredPromise<IRun>,
): IDeferredPromise<IExecuteResponsePromiseData> {
	const answer = deferred<IExecuteResponsePromiseData>();
	const memory = takenEventsOf(trigger);
	memory.hold(eventId, trigger.nodeId);
	const isStored = new Promise<boolean>((settle) => {
		// If it is cancelled before that, the other one tells more.
		answer.promise.then(
			() => settle(true),
			() => {},
		);
		done.promise.then(
			() => settle(true),
			() => settle(false),
		);
	});
	const beginning = beginnings.get(trigger) ?? new Map<string, Beginning>();
	beginnings.set(trigger, beginning);
	beginning.set(eventId, { since: Date.now(), isStored });
	void isStored.then((isTaken) => {
		memory.settle(eventId, trigger.nodeId);
		// What was not stored stays here until its next delivery: who asks may ask a moment later.
		if (isTaken) beginning.delete(eventId);
		else releaseEvent(trigger, eventId);
	});
	return answer;
}

/**
 * At a server that keeps messages. n8n stores the execution a moment after it was told to start it, and a kill before that
 * would lose the message, if n8n kept for us that it was taken. Without that, catching up finds the message after a kill, and
 * n8n knows by the key whether it has the execution.
 * @param done n8n settles it when the execution is over
 */
async function holdUntilOver(
	trigger: ActiveTrigger,
	eventId: string,
	done: IDeferredPromise<IRun>,
): Promise<void> {
	const memory = takenEventsOf(trigger);
	memory.hold(eventId, trigger.nodeId);
	await Promise.allSettled([done.promise]);
	memory.settle(eventId, trigger.nodeId);
}

/** @returns false if the server has to deliver the event again, because n8n may not have it */
export async function isStored(trigger: ActiveTrigger, eventId: string): Promise<boolean> {
	const known = beginnings.get(trigger)?.get(eventId);
	if (known === undefined || Date.now() - known.since >= LONG_MS) return true;
	return await Promise.race([known.isStored, sleep(WAIT_MS).then(() => false)]);
}
