import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';

export const connectionState: InstanceRoute = {
	method: 'GET',
	path: '/instance/connectionState/:instanceName',
	guard: 'instance',
	inMemory: true,
	handler: ({ instance }) =>
		ok({ instance: { instanceName: instance.name, state: instance.state } }),
};
