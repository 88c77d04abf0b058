import { Remembered } from '../../core/values/remembered';
import type { HubState } from '../../hub';
import { readInstanceHub } from '../../hub/instanceHub';
import type { ActiveTrigger } from '../active/activeTrigger';
import type { Event } from '../memory/deliveredEvent';
import { kept } from '../memory/kept';
import { offerToWaits, type Offered } from './offerToWaits';

// Where no delivery brings the list of those who wait: it is read from the server.

/** Events of each instance that were offered a moment ago: its other workflows get them at the same time. */
const REMEMBERED = 1_000;
/** By instance, and then by event. */
const offers = kept<Remembered<Promise<Offered>>>();

/**
 * Offers an event to the executions that wait, once for all workflows of the instance in this process.
 * @throws {RequestFailure} if the server cannot be asked who waits
 */
export async function offerByList(trigger: ActiveTrigger, event: Event): Promise<Offered> {
	const { eventId } = event;
	const offered = offers.get(trigger.instanceId) ?? new Remembered<Promise<Offered>>(REMEMBERED);
	offers.set(trigger.instanceId, offered);
	const known = offered.get(eventId);
	if (known !== undefined) return await known;
	const offer = offerNow(trigger, event);
	offered.set(eventId, offer);
	// It has to be offered again when it comes again.
	const forget = () => {
		if (offered.get(eventId) === offer) offered.delete(eventId);
	};
	offer.then(({ isOwed }) => {
		if (isOwed) forget();
	}, forget);
	return await offer;
}

const offerNow = async (trigger: ActiveTrigger, event: Event): Promise<Offered> =>
	await offerToWaits(trigger, event, await whoWaits(trigger));

/** Somebody who asks needs longer than that to get an answer. */
const FRESH_MS = 250;
/** By instance: the list as last read, and when that began, Unix ms. */
const lists = kept<{ readonly at: number; readonly state: Promise<HubState> }>();

/** Who waits now. Events that ask one after the other get it in this order. @throws {RequestFailure} */
async function whoWaits(trigger: ActiveTrigger): Promise<HubState> {
	const { context, connection, instance, instanceId } = trigger;
	const known = lists.get(instanceId);
	if (known !== undefined && Date.now() - known.at < FRESH_MS) return await known.state;
	const reading = readInstanceHub(context, connection, instance);
	const state = Promise.allSettled([known?.state]).then(async () => await reading);
	// Whoever waits for it gets the error.
	state.catch(() => {});
	lists.set(instanceId, { at: Date.now(), state });
	return await state;
}
