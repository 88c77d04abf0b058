import { chatNames } from '../../events/eventItems';
import type { ForwardContext } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';
import type { Reply } from '../../hub/reply';
import type { IncomingDelivery } from '../../hub/subscribers';
import type { Headers } from '../../hub/token';
import type { Turn } from '../../hub/waits';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn } from '../active/activeTriggers';
import type { MediaContext } from '../items/itemsWithMedia';
import type { Event } from '../memory/deliveredEvent';
import type { TriggerId } from '../memory/seenEvents';
import type { Place, TriggerSettings } from '../settings/triggerSettings';

/** A node that may take an event: its trigger() runs in this process, or the event came with a call of its webhook. */
export interface Taker extends Place {
	readonly context: MediaContext;
	readonly settings: TriggerSettings;
	/** Key for the memory of events that the node has taken; undefined for a test session, which remembers nothing. */
	readonly id?: TriggerId;
}

export interface CalledWait {
	readonly mark: string;
	take(event: Event, turn: Turn): Promise<Reply>;
}

/** An instance's list of subscribers, and the webhook call that contained the list. */
export interface CalledList {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** Oldest first. Empty if another workflow has passed the event on, because that workflow calls all the others. */
	readonly subscribers: readonly Subscriber[];
	/** The subscriber that the server has called; undefined while the list of subscribers is being changed. */
	readonly self?: Subscriber;
	readonly headers: Headers;
	readonly raw: Buffer | string;
}

/** Where an event comes from: a call of the webhook, the WebSocket, or the server's store. */
export interface Source {
	readonly way: 'webhook' | 'webSocket' | 'store';
	/** Context for requests to the server, such as a lookup of people, and for calls to other processes. */
	readonly place: Place & { readonly context: ForwardContext };
	readonly list: CalledList;
	/** The trigger whose webhook was called, or that got the event through WebSocket or from the server's store. */
	readonly trigger?: ActiveTrigger;
	/** A node whose webhook was called in a process that doesn't run the node's trigger(), such as a webhook processor. */
	readonly calledNode?: { readonly taker: Taker; take(event: Event): Promise<Reply> };
	readonly wait?: CalledWait;
	/** Deadline for calls to other processes, Unix ms. */
	readonly deadline?: number;
}

/** Returns this process's workflows that listen to the instance. Test sessions are left out: no memory is kept for them. */
export function listenersOf({
	place,
	calledNode,
}: Pick<Source, 'place' | 'calledNode'>): ReadonlyArray<TriggerId & Pick<Taker, 'settings'>> {
	const active = activeTriggersOn(place.instanceId);
	if (active.length > 0 || calledNode?.taker.id === undefined) return active;
	return [{ ...calledNode.taker.id, settings: calledNode.taker.settings }];
}

/** Returns the event as other processes and applications get it. */
export const asIncoming = (
	{ delivery, eventId }: Event,
	{ headers, raw }: CalledList,
): IncomingDelivery => ({
	kind: delivery.kind,
	event: delivery.event,
	id: eventId,
	chats: chatNames(delivery),
	headers,
	raw,
});
