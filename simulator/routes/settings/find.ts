import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';

export const findSettings: InstanceRoute = {
	method: 'GET',
	path: '/settings/find/:instanceName',
	guard: 'instance',
	handler: ({ instance }) => ok(instance.settings),
};
