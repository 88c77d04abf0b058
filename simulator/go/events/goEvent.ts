import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { goOf, type Row } from '../state/goInstance';

export interface GoEvent {
	event: string;
	data: unknown;
	/** sent next to `data`; only receipts and presences have it */
	state?: string;
	chat?: string;
	messageId?: string;
}

export interface GoOutgoing extends GoEvent {
	instance: Instance;
	/** the instance's database row, with the webhook and the event words that it subscribes to */
	row: Row;
}

type Listener = (outgoing: GoOutgoing) => void;

const listeners = new WeakMap<State, Listener[]>();

export function onGoEvent(state: State, listener: Listener): void {
	listeners.set(state, [...(listeners.get(state) ?? []), listener]);
}

export function tellBy(state: State, instance: Instance, row: Row, event: GoEvent): void {
	for (const listener of listeners.get(state) ?? []) listener({ ...event, instance, row });
}

/** Sends an event to the webhook that the WhatsApp client got when it last connected. Without a client, there is no event. */
export function tell(state: State, instance: Instance, event: GoEvent): void {
	const { client } = goOf(instance);
	if (client) tellBy(state, instance, client.row, event);
}

/** Sends an event that a request caused. The webhook comes from the database, not from the WhatsApp client's copy. */
export function tellFresh(state: State, instance: Instance, event: GoEvent): void {
	tellBy(state, instance, goOf(instance).row, event);
}
