import type { IDataObject } from 'n8n-workflow';

import { cleaned } from '../core/values/cleaned';
import { deliveryTime } from '../core/values/timestamps';
import { entriesOf, type Delivery } from './delivery';
import { readableEventId } from './eventId';
import { simplifyDelivery } from './simplify';
import { SERVERS } from '../core/server/connection';

interface ItemOptions {
	/** Flat items with stable keys instead of the server's body. */
	readonly simplify: boolean;
	/** When the delivery came, in ms: see {@link deliveryTime}. */
	readonly receivedAt?: number;
	/** Whether an entry of a list is wanted; it is given as a delivery of its own. Default: all. */
	readonly keep?: (delivery: Delivery) => boolean;
}

/**
 * The items of a delivery; at least one, unless `keep` rejects every entry of a list.
 *
 * Simplified: an item for each entry of a list, with the keys of the event (docs/trigger-output.md), and then
 * `timestamp`, if the event has no time of its own, `event`, `instance` and `eventId`. Unknown events, and data of an unexpected shape, have
 * the server's `data` instead of these keys. Raw: one item, the body as the server sent it.
 * Neither contains API keys, addresses of webhooks or bytes that are not Base64.
 */
export function eventToItems(delivery: Delivery, options: ItemOptions): IDataObject[] {
	return options.simplify ? simplified(delivery, options) : [raw(delivery)];
}

const raw = (delivery: Delivery): IDataObject =>
	cleaned(SERVERS[delivery.kind].deliveries.asSent(delivery)) as IDataObject;

function simplified(delivery: Delivery, { receivedAt, keep }: ItemOptions): IDataObject[] {
	const { event, instance } = delivery;
	const isList = delivery.entries.length > 0;
	const entries = isList ? entriesOf(delivery) : [delivery];
	const id = readableEventId(delivery);
	const receipt = deliveryTime(delivery, receivedAt);
	return entries.flatMap((entry, position): IDataObject[] => {
		if (isList && keep !== undefined && !keep(entry)) return [];
		const shapes = shapesOf(entry);
		return shapes.map((shape, index) => ({
			...shape,
			timestamp: shape.timestamp ?? receipt,
			event,
			instance,
			eventId: [id, ...indexAmong(position, entries), ...indexAmong(index, shapes)].join('/'),
		}));
	});
}

/** The index, if there are several. */
const indexAmong = (index: number, all: readonly unknown[]) => (all.length > 1 ? [index] : []);

function shapesOf(delivery: Delivery): IDataObject[] {
	const shapes = [simplifyDelivery(delivery) ?? []].flat();
	return shapes.length > 0 ? shapes : [{ data: cleaned(delivery.data) as IDataObject }];
}
