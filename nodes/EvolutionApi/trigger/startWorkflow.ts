import {
	NodeOperationError,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
} from 'n8n-workflow';

import { chatAddresses, type Delivery } from '../events';
import { wants, type Subscriber } from '../hub';
import type { ActiveTrigger } from './activeTriggers';
import { outputsFor, type Producer } from './itemsWithMedia';
import { saveSoon } from './saveTaken';
import { claimEvent, releaseEvent, type Taker } from './takenEvents';
import type { readServer, TriggerSettings } from './triggerSettings';

/** An event that the server told us of. */
export interface Event {
	readonly delivery: Delivery;
	readonly eventId: string;
	/** Unix time in milliseconds, of a message that comes in. */
	readonly sentAt?: number;
}

/**
 * Starts the workflow of a trigger that lives in this process, if it wants the event and has not had it.
 * @param done n8n settles it when the execution is over
 * @returns whether it did
 * @throws {NodeOperationError} if that fails: the event may come again
 */
export async function startWorkflow(
	entry: ActiveTrigger,
	event: Event,
	done?: IDeferredPromise<IRun>,
): Promise<boolean> {
	const { context, settings } = entry;
	entry.reachedAt = Date.now();
	const outputs = await newOutputs(context, settings, event, async () => entry, entry);
	if (outputs === undefined) return false;
	context.emit(outputs, undefined, done);
	saveSoon(entry);
	return true;
}

/**
 * What the event gives to the workflow.
 * @param taker left out for a test session, which remembers nothing
 * @returns undefined: the event is not wanted, or was there before
 * @throws {NodeOperationError} if that fails: the event may come again
 */
export async function newOutputs(
	producer: Producer,
	settings: TriggerSettings,
	{ delivery, eventId, sentAt }: Event,
	server: () => ReturnType<typeof readServer>,
	taker?: Taker,
): Promise<INodeExecutionData[][] | undefined> {
	const isWanted = wantsEvent(settings, delivery) && settings.passes(delivery);
	// Claimed before anything is waited for: the same event may come a second time meanwhile.
	if (!isWanted || (taker !== undefined && !claimEvent(taker, eventId, sentAt))) return undefined;
	const outputs = await outputsFor(producer, settings, delivery, server).catch((error: unknown) => {
		if (taker !== undefined) releaseEvent(taker, eventId);
		const message = error instanceof Error ? error.message : 'The event could not be taken';
		throw new NodeOperationError(producer.getNode(), message);
	});
	return outputs.some((items) => items.length > 0) ? outputs : undefined;
}

export function wantsEvent({ events }: TriggerSettings, { event, data }: Delivery): boolean {
	const asSubscriber: Subscriber = { kind: 'trigger', url: '', events };
	return wants(asSubscriber, { event, chats: chatAddresses(data) }, Date.now());
}
