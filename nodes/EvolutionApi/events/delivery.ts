import type { Delivery } from '../core/server/delivery';
import { comparable } from '../core/values/addresses';
import type { ServerAdapter } from '../core/server/adapter';

export type { Delivery };

// The door: here a body becomes a delivery in our own words.

/** @param sender the server @returns undefined if the body is not a JSON object */
export const parseDelivery = (body: unknown, sender: ServerAdapter): Delivery | undefined =>
	sender.deliveries.read(body);

/** If it tells of several things: each as a delivery of its own. */
export const entriesOf = ({ entries, account }: Delivery): Delivery[] =>
	entries.map((entry) => ({ ...entry, account }));

/** All names of an event's chat: each address as it is, and in the `comparable` spelling. */
export const chatsOf = ({ chat }: Delivery): string[] => [
	...new Set([...chat, ...chat.map(comparable)]),
];
