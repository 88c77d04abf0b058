import type { Deliveries, Delivery } from '../core/server/deliveries';
import { evolutionDeliveries } from '../core/server/evolutionApi/evolutionDeliveries';
import { comparable } from '../core/values/addresses';

export type { Delivery };

// The door: here a body becomes a delivery in our own words.

/** As yet there is one kind of server. */
export const deliveries: Deliveries = evolutionDeliveries;

/** @returns undefined if the body is not a JSON object */
export const parseDelivery = (body: unknown): Delivery | undefined => deliveries.read(body);

/** All addresses of the chat that the data of a delivery is about, best first. */
export const chatAddresses = (data: unknown): string[] => deliveries.chatIn(data);

/** The body of a delivery for the webhook of another application. */
export const { forOtherWebhook } = deliveries;

/** If it tells of several things: each as a delivery of its own. */
export const entriesOf = ({ entries, account }: Delivery): Delivery[] =>
	entries.map((entry) => ({ ...entry, account }));

/** All names of an event's chat: each address as it is, and in the `comparable` spelling. */
export const chatsOf = ({ chat }: Delivery): string[] => [
	...new Set([...chat, ...chat.map(comparable)]),
];

/** Whether it tells of a vote that comes in no other way. */
export const isVoteUpdate = ({ vote }: Delivery): boolean => vote !== undefined;

/** A vote that came as an update, as a message; undefined if it is something else. */
export const voteIn = ({ vote, account }: Delivery): Delivery | undefined =>
	vote && { ...vote, account };
