import type { IDataObject } from 'n8n-workflow';

import { asDelivered } from '../../../core/server/evolutionApi/messageStore';
import { recordsIn, textOrNull } from '../../../core/values/answer';
import type { Delivery } from '../../../events';
import { simplifyMessage } from '../../../events/simplify/message';

/** A stored message in the form of its delivery. */
export const asDelivery = (record: IDataObject, instance: string): Delivery => ({
	event: 'messages.upsert',
	instance,
	data: asDelivered(record),
	dateTime: null,
	sender: null,
	serverUrl: null,
	extra: {},
});

/** A message of the store, flat, with the keys of the trigger's items; `status` is the last known one. */
export function simplifyStoredMessage(record: IDataObject, instance: string): IDataObject {
	const updates = recordsIn(record.MessageUpdate);
	return {
		...simplifyMessage(asDelivery(record, instance)),
		status: textOrNull(updates.at(-1)?.status ?? record.status),
	};
}
