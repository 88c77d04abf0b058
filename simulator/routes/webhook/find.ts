import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { shown } from './record';

/** `null` when it was never set. */
export const find: InstanceRoute = {
	method: 'GET',
	path: '/webhook/find/:instanceName',
	guard: 'instance',
	handler: ({ instance, state }) => ok(shown(instance, state.config)),
};
