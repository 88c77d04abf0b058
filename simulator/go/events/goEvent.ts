import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { goOf, type Row } from '../state/goInstance';

/** An event in the server's form. */
export interface GoEvent {
	event: string;
	data: unknown;
	/** sent next to `data`; only receipts and presences have it */
	state?: string;
	/** the chat of the event */
	chat?: string;
	messageId?: string;
}

export interface GoOutgoing extends GoEvent {
	instance: Instance;
	/** the instance's database row, with the webhook and the event words that it subscribes to */
	row: Row;
}

type Listener = (outgoing: GoOutgoing) => void;

/** Listeners to a simulator's events: its webhooks, and the WebSockets. */
const listeners = new WeakMap<State, Listener[]>();

export function onGoEvent(state: State, listener: Listener): void {
	listeners.set(state, [...(listeners.get(state) ?? []), listener]);
}

/** Sends an event with the settings of a database row. */
export function tellBy(state: State, instance: Instance, row: Row, event: GoEvent): void {
	for (const listener of listeners.get(state) ?? []) listener({ ...event, instance, row });
}

/** Sends an event of the WhatsApp client with the client's copy of the settings. Without a client, there is no event. */
export function tell(state: State, instance: Instance, event: GoEvent): void {
	const { client } = goOf(instance);
	if (client) tellBy(state, instance, client.row, event);
}

/** Sends an event that a request caused, with the current settings in the database. */
export function tellFresh(state: State, instance: Instance, event: GoEvent): void {
	tellBy(state, instance, goOf(instance).row, event);
}
