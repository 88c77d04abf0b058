import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../core/server/delivery';
import { simplifyMessage } from './message';

/**
 * A delivery, whose data is not a list, as flat keys; `timestamp` only if the event has a time of its
 * own. Undefined if the data does not have the shape of the event; then it is output as the server sent it.
 */
export const simplifyDelivery = (
	delivery: Delivery,
): IDataObject | readonly IDataObject[] | undefined => simplifyMessage(delivery) ?? delivery.facts;
