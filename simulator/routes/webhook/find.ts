import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';

/** Returns the webhook, or `null` if it was never set. */
export const findWebhook: InstanceRoute = {
	method: 'GET',
	path: '/webhook/find/:instanceName',
	guard: 'instance',
	handler: ({ instance }) => ok(instance.webhook),
};
