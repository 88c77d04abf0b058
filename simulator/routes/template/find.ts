import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { templatesOf } from './graph';

/** The server asks Meta for templates, even if the instance isn't a Business account. */
export const findTemplates: InstanceRoute = {
	method: 'GET',
	path: '/template/find/:instanceName',
	guard: 'instance',
	handler: ({ instance }) => ok(templatesOf(instance)),
};
