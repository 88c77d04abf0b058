import type { IDataObject } from 'n8n-workflow';

import { cleaned } from './cleaned';
import type { Delivery } from './delivery';
import { readableEventId } from './eventId';
import { SIMPLIFY } from './simplify';
import { deliveryTime } from './timestamps';

export interface ItemOptions {
	/** Flat items with stable keys, instead of what the server sent. */
	readonly simplify: boolean;
	/** When it came, in milliseconds: see {@link deliveryTime}. */
	readonly receivedAt?: number;
	/** Which entries of a list are wanted, each as a delivery of its own; left out: all. */
	readonly keep?: (delivery: Delivery) => boolean;
}

/**
 * What the workflow gets for a delivery; at least one item, unless `keep` wants none of a list.
 *
 * Simplified: an item for each entry of a list, with `event`, `instance`, `eventId`, `timestamp` and the
 * keys of the event (docs/trigger-output.md). What does not have the shape of its event, or is an
 * unknown event, has the server's `data` instead of them. Raw: one item, the body as the server sent it.
 * Neither ever holds API keys, addresses of webhooks or bytes that are not Base64.
 */
export function eventToItems(delivery: Delivery, options: ItemOptions): IDataObject[] {
	return options.simplify ? simplified(delivery, options) : [raw(delivery)];
}

function raw({ event, instance, data, dateTime, sender, serverUrl, extra }: Delivery): IDataObject {
	const body = { date_time: dateTime, sender, server_url: serverUrl };
	return cleaned({ ...extra, event, instance, data, ...body }) as IDataObject;
}

function simplified(delivery: Delivery, { receivedAt, keep }: ItemOptions): IDataObject[] {
	const { event, instance, data } = delivery;
	const isList = Array.isArray(data) && data.length > 0;
	const entries = isList
		? data.map((entry: unknown) => ({ ...delivery, data: entry }))
		: [delivery];
	const id = readableEventId(delivery);
	const receipt = deliveryTime(delivery, receivedAt);
	return entries.flatMap((entry, position): IDataObject[] => {
		if (isList && keep !== undefined && !keep(entry)) return [];
		const shapes = shapesOf(entry);
		return shapes.map(({ timestamp, ...shape }, index) => ({
			event,
			instance,
			eventId: [id, ...nth(position, entries), ...nth(index, shapes)].join('/'),
			timestamp: timestamp ?? receipt,
			...shape,
		}));
	});
}

/** Its number among several; nothing for the only one. */
const nth = (index: number, all: readonly unknown[]) => (all.length > 1 ? [index] : []);

function shapesOf(delivery: Delivery): IDataObject[] {
	const shape = SIMPLIFY.get(delivery.event)?.(delivery);
	const shapes = Array.isArray(shape) ? shape : shape === undefined ? [] : [shape];
	return shapes.length > 0 ? shapes : [{ data: cleaned(delivery.data) as IDataObject }];
}
