import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { goOf, type Row } from '../state/goInstance';

/** An event as the server tells it. */
export interface GoEvent {
	event: string;
	data: unknown;
	/** beside `data`, of receipts and presences */
	state?: string;
	/** the chat that it is about */
	chat?: string;
	messageId?: string;
}

export interface GoOutgoing extends GoEvent {
	instance: Instance;
	/** webhook and words by which it is told */
	row: Row;
}

type Listener = (outgoing: GoOutgoing) => void;

/** Who takes the events of a simulator: its webhooks, and the WebSockets. */
const listeners = new WeakMap<State, Listener[]>();

export function onGoEvent(state: State, listener: Listener): void {
	listeners.set(state, [...(listeners.get(state) ?? []), listener]);
}

/** Tells an event by the given row. */
export function tellBy(state: State, instance: Instance, row: Row, event: GoEvent): void {
	for (const listener of listeners.get(state) ?? []) listener({ ...event, instance, row });
}

/** Tells what the client has heard, by what the client knows; without one nobody has heard it. */
export function tell(state: State, instance: Instance, event: GoEvent): void {
	const { client } = goOf(instance);
	if (client) tellBy(state, instance, client.row, event);
}

/** Tells what a request did, by the row in the database. */
export function tellFresh(state: State, instance: Instance, event: GoEvent): void {
	tellBy(state, instance, goOf(instance).row, event);
}
