import type { IDataObject } from 'n8n-workflow';

import type { Deliveries } from '../deliveries';

/** The trigger does not listen to Evolution Go, so nothing that comes counts as a delivery of it. */
export const goDeliveries: Deliveries = {
	read: () => undefined,
	asSent: ({ data }) => ({ data: data as IDataObject }),
	distinguishing: ({ event, data }) => ({ event, parts: [data] }),
	forOtherWebhook: (body) => body,
};
