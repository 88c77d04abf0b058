import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';

export const findProxy: InstanceRoute = {
	method: 'GET',
	path: '/proxy/find/:instanceName',
	guard: 'instance',
	handler: ({ instance }) => ok(instance.extras.proxy ?? null),
};
