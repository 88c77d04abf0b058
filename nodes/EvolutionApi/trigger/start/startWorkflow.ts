import {
	NodeOperationError,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
} from 'n8n-workflow';

import type { Delivery } from '../../events';
import { isSubscribedTo, type Subscriber } from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';
import { outputsFor, type MediaContext } from '../items/itemsWithMedia';
import { withAccount } from '../items/ownAddresses';
import type { Event } from '../memory/deliveredEvent';
import { claimEvent, releaseEvent, type TriggerId } from '../memory/takenEvents';
import { emitOnce } from '../save/emitOnce';
import { saveSoon } from '../save/saveTaken';
import type { readServer, TriggerSettings } from '../settings/triggerSettings';
import { isLeftToPerson } from '../takeover/leaveToPerson';
import { isLeftToQuestion } from './leaveToQuestion';

/**
 * Starts the workflow, if it wants the event and has not had it.
 * @param done n8n settles it when the execution is over
 * @returns whether it was started
 * @throws {NodeOperationError} if that fails: the event may come again
 */
export async function startWorkflow(
	trigger: ActiveTrigger,
	event: Event,
	done?: IDeferredPromise<IRun>,
): Promise<boolean> {
	const { context, settings } = trigger;
	const outputs = await newOutputs(context, settings, event, {
		server: async () => trigger,
		trigger,
	});
	if (outputs === undefined) return false;
	const held = emitOnce(trigger, event, outputs, done);
	saveSoon(trigger);
	void held?.then(() => saveSoon(trigger));
	return true;
}

interface Starting {
	readonly server: () => ReturnType<typeof readServer>;
	/** Left out for a test session, which remembers nothing. */
	readonly trigger?: TriggerId;
}

/**
 * The items with which the event starts the workflow.
 * @returns undefined if the event is not wanted, was taken before, or is left to a person or a question
 * @throws {NodeOperationError} if that fails: the event may come again
 */
export async function newOutputs(
	context: MediaContext,
	settings: TriggerSettings,
	given: Event,
	{ server, trigger }: Starting,
): Promise<INodeExecutionData[][] | undefined> {
	const event = await withAccount(context, settings, given, server);
	const { delivery, eventId, sentAt } = event;
	const isWanted = isEventChosen(settings, delivery) && settings.passes(delivery);
	// Claimed before the next await, because the same event may come a second time meanwhile.
	if (!isWanted) return undefined;
	if (trigger !== undefined && isLeftToPerson(trigger, settings, event)) return undefined;
	if (isLeftToQuestion(trigger, settings, event)) return undefined;
	if (trigger !== undefined && !claimEvent(trigger, eventId, sentAt)) return undefined;
	const outputs = await makeOutputs(context, settings, delivery, server).catch((error: unknown) => {
		if (trigger !== undefined) releaseEvent(trigger, eventId);
		throw error;
	});
	return outputs.some((items) => items.length > 0) ? outputs : undefined;
}

/** The items of an event, on the outputs where they belong. @throws {NodeOperationError} */
export async function makeOutputs(
	context: MediaContext,
	settings: TriggerSettings,
	delivery: Delivery,
	server: () => ReturnType<typeof readServer>,
): Promise<INodeExecutionData[][]> {
	try {
		return await outputsFor(context, settings, delivery, server);
	} catch (error) {
		const message = error instanceof Error ? error.message : 'The event could not be taken';
		throw new NodeOperationError(context.getNode(), message);
	}
}

export function isEventChosen({ events }: TriggerSettings, { event, chat }: Delivery): boolean {
	const asSubscriber: Subscriber = { kind: 'trigger', url: '', events };
	return isSubscribedTo(asSubscriber, { event, chats: chat }, Date.now());
}
