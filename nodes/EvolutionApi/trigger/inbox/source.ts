import type { ForwardContext } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';
import type { Reply } from '../../hub/reply';
import { aboutDelivery, type IncomingDelivery } from '../../hub/subscribers';
import type { Headers } from '../../hub/token';
import type { Turn } from '../../hub/waits';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn } from '../active/activeTriggers';
import type { AddressPlace } from '../items/addressBook';
import type { MediaContext } from '../items/itemsWithMedia';
import type { Event } from '../memory/deliveredEvent';
import type { TriggerId } from '../memory/seenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';

/** A node that may take an event: one whose trigger() runs here, or one that n8n has called without it. */
export interface Taker extends AddressPlace {
	readonly context: MediaContext;
	readonly settings: TriggerSettings;
	/** Key to the events that it has taken; undefined for a test session, which remembers nothing. */
	readonly id?: TriggerId;
}

/** A workflow of this process that listens to the instance of an event. */
export type Listener = TriggerId & { readonly settings: TriggerSettings };

/** A called node, where its trigger() doesn't run. */
interface CalledNode {
	readonly taker: Taker;
	take(event: Event): Promise<Reply>;
}

/** A called execution that waits. */
export interface CalledWait {
	/** Mark of its question. */
	readonly mark: string;
	take(event: Event, turn: Turn): Promise<Reply>;
}

/** The list of an instance, and the call that came with it. */
export interface CalledList {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** The oldest first. Empty if another workflow has passed the event on, and sees to the others. */
	readonly subscribers: readonly Subscriber[];
	/** The subscriber that the server has called; undefined while the list is being changed. */
	readonly self?: Subscriber;
	readonly headers: Headers;
	/** The body, as it's passed on. */
	readonly raw: Buffer | string;
}

/** A way by which events come: a call of the webhook, the WebSocket, or the server's store. */
export interface Source {
	readonly way: 'webhook' | 'webSocket' | 'store';
	/** Where the server can be asked about people. */
	readonly place: AddressPlace & { readonly context: ForwardContext };
	readonly list: CalledList;
	/** The trigger that was called, or that hears the event by itself. */
	readonly trigger?: ActiveTrigger;
	readonly node?: CalledNode;
	readonly wait?: CalledWait;
	/** Until when other processes are called, Unix ms. */
	readonly deadline?: number;
}

/** Returns the workflows of this process that listen to the instance. A test session remembers nothing. */
export function listenersOf({ place, node }: Pick<Source, 'place' | 'node'>): readonly Listener[] {
	const active = activeTriggersOn(place.instanceId);
	if (active.length > 0 || node?.taker.id === undefined) return active;
	return [{ ...node.taker.id, settings: node.taker.settings }];
}

/** Returns the event as other processes and applications get it. */
export const passedOn = (
	{ delivery, eventId }: Event,
	{ headers, raw }: CalledList,
): IncomingDelivery => ({ ...aboutDelivery(delivery, eventId), headers, raw });
