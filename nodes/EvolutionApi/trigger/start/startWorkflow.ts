import {
	NodeOperationError,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
} from 'n8n-workflow';

import type { Delivery } from '../../core/server/delivery';
import type { Subscriber } from '../../hub/list';
import { ANSWERED } from '../../hub/memory';
import { isSubscribedTo } from '../../hub/subscribers';
import type { ActiveTrigger } from '../active/activeTrigger';
import { outputsFor, type MediaContext } from '../items/itemsWithMedia';
import { withAccount } from '../items/ownAddresses';
import type { Event } from '../memory/deliveredEvent';
import {
	claimEvent,
	releaseEvent,
	type TriggerId,
	rememberTaken,
	takenEventsOf,
} from '../memory/takenEvents';
import { emitOnce } from '../save/emitOnce';
import { saveSoon } from '../save/saveTaken';
import type { readServer, TriggerSettings } from '../settings/triggerSettings';
import { isLeftToPerson } from '../takeover/leaveToPerson';

/** How to reach the server, if something has to be asked. */
type GetServer = () => ReturnType<typeof readServer>;

/**
 * Whether the workflow wants the event: what costs nothing is asked first.
 * @returns with all addresses of the account, if a filter needs them; undefined if it is not wanted
 * @throws {RequestFailure} if the server cannot tell them now: the event may come again
 */
async function chooseEvent(
	context: MediaContext,
	settings: TriggerSettings,
	event: Event,
	getServer: GetServer,
): Promise<Event | undefined> {
	if (!isEventChosen(settings, event.delivery)) return undefined;
	const chosen = await withAccount(context, settings, event, getServer);
	return settings.passes(chosen.delivery) ? chosen : undefined;
}

/** {@link chooseEvent} for an active trigger. */
export const chooseFor = async (trigger: ActiveTrigger, event: Event): Promise<Event | undefined> =>
	await chooseEvent(trigger.context, trigger.settings, event, async () => trigger);

/**
 * Starts the workflow with an event that it wants, if it has not had that.
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
	const outputs = await takeEvent(context, settings, event, {
		getServer: async () => trigger,
		trigger,
	});
	if (outputs === undefined) return false;
	const held = emitOnce(trigger, event, outputs, done);
	saveSoon(trigger);
	void held?.then(() => saveSoon(trigger));
	return true;
}

interface Taking {
	readonly getServer: GetServer;
	/** Left out for a test session, which remembers nothing. */
	readonly trigger?: TriggerId;
}

/**
 * Takes an event that the workflow wants.
 * @returns the items with which it starts; undefined if it had the event, or leaves it to a person or a question
 * @throws {NodeOperationError} if that fails: the event may come again
 */
async function takeEvent(
	context: MediaContext,
	settings: TriggerSettings,
	event: Event,
	{ getServer, trigger }: Taking,
): Promise<INodeExecutionData[][] | undefined> {
	const { delivery, eventId, sentAt } = event;
	if (trigger !== undefined && isLeftToPerson(trigger, settings, event)) return undefined;
	if (isLeftToQuestion(trigger, settings, event)) return undefined;
	// Claimed before the next await, because the same event may come a second time meanwhile.
	if (trigger !== undefined && !claimEvent(trigger, eventId, sentAt)) return undefined;
	const made = makeOutputs(context, settings, delivery, getServer);
	const outputs = await made.catch((error: unknown) => {
		if (trigger !== undefined) releaseEvent(trigger, eventId);
		throw error;
	});
	return outputs.some((items) => items.length > 0) ? outputs : undefined;
}

/** {@link takeEvent}, where n8n starts the workflow with what it is given. */
export async function takeIfWanted(
	context: MediaContext,
	settings: TriggerSettings,
	event: Event,
	taking: Taking,
): Promise<INodeExecutionData[][] | undefined> {
	const chosen = await chooseEvent(context, settings, event, taking.getServer);
	return chosen && (await takeEvent(context, settings, chosen, taking));
}

/** The items of an event, on the outputs where they belong. @throws {NodeOperationError} */
export async function makeOutputs(
	context: MediaContext,
	settings: TriggerSettings,
	delivery: Delivery,
	getServer: GetServer,
): Promise<INodeExecutionData[][]> {
	try {
		return await outputsFor(context, settings, delivery, getServer);
	} catch (error) {
		const message = error instanceof Error ? error.message : 'The event could not be taken';
		throw new NodeOperationError(context.getNode(), message);
	}
}

export function isEventChosen({ events }: TriggerSettings, { event, chat }: Delivery): boolean {
	const asSubscriber: Subscriber = { kind: 'trigger', url: '', events };
	return isSubscribedTo(asSubscriber, { event, chats: chat }, Date.now());
}

// Answers to Pending Questions: what a waiting execution takes as its answer starts no workflow, or a bot that asks would ask
// again for ever, and another one would answer the answer.

/** Whether the workflow starts with answers, too. */
export const startsWithAnswers = ({ options }: TriggerSettings): boolean =>
	options.answersToPendingQuestions === 'triggerWorkflow';

/**
 * Whether the event has answered a question, and does not start the workflow. Then the workflow has had it: it does not
 * start later either.
 * @param trigger left out for a test session, which remembers nothing
 */
export function isLeftToQuestion(
	trigger: TriggerId | undefined,
	settings: TriggerSettings,
	event: Event,
): boolean {
	if (startsWithAnswers(settings) || !isKnownAnswer(trigger, event)) return false;
	const { eventId, sentAt } = event;
	if (trigger !== undefined && !takenEventsOf(trigger).wasTaken(eventId, trigger.nodeId))
		rememberTaken(trigger, eventId, [trigger.nodeId, ANSWERED], sentAt);
	return true;
}

/** Whether it is known to have answered a question. @param trigger whose memory tells, where the event does not */
export const isKnownAnswer = (
	trigger: TriggerId | undefined,
	{ eventId, isAnswer: isMarked = false }: Event,
): boolean =>
	isMarked || (trigger !== undefined && takenEventsOf(trigger).wasTaken(eventId, ANSWERED));
