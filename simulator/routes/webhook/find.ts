import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';

export const findWebhook: InstanceRoute = {
	method: 'GET',
	path: '/webhook/find/:instanceName',
	guard: 'instance',
	handler: ({ instance }) => ok(instance.webhook),
};
