import type { IDataObject } from 'n8n-workflow';

import { evolutionDeliveries } from '../../../core/server/evolutionApi/evolutionDeliveries';
import { asDelivered } from '../../../core/server/evolutionApi/messageStore';
import { recordsIn, textOrNull } from '../../../core/values/answer';
import { isByHand, type Delivery } from '../../../events';
import { simplifyMessage } from '../../../events/simplify/message';
import { roleOf } from '../../../events/simplify/modelKeys';

/** A stored message in the form of its delivery. */
export function asDelivery(record: IDataObject, instance: string): Delivery {
	const data = asDelivered(record);
	const delivery = evolutionDeliveries.read({ event: 'messages.upsert', instance, data });
	if (delivery === undefined) throw new Error('A record is always a delivery');
	return delivery;
}

/** A message of the store, flat, with the keys of the trigger's items; `status` is the last known one. */
export function simplifyStoredMessage(record: IDataObject, instance: string): IDataObject {
	const updates = recordsIn(record.MessageUpdate);
	const delivery = asDelivery(record, instance);
	const simplified = simplifyMessage(delivery);
	return {
		...simplified,
		role: roleOf(simplified?.fromMe === true, isByHand(delivery)),
		status: textOrNull(updates.at(-1)?.status ?? record.status),
	};
}
