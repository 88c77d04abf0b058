import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { templatesOf } from './graph';

/** The server does not look at the channel: it asks Meta for every instance. */
export const findTemplates: InstanceRoute = {
	method: 'GET',
	path: '/template/find/:instanceName',
	guard: 'instance',
	handler: ({ instance }) => ok(templatesOf(instance)),
};
