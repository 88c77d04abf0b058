import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';

/** `null` when it was never set. */
export const findWebhook: InstanceRoute = {
	method: 'GET',
	path: '/webhook/find/:instanceName',
	guard: 'instance',
	handler: ({ instance }) => ok(instance.webhook),
};
