import { ok } from '../../core/answers';
import { licenseInstanceId } from '../../core/license';
import type { PlainRoute } from '../../core/types';

/** The route is new in 2.4, and needs no key. */
export const status: PlainRoute = {
	method: 'GET',
	path: '/license/status',
	guard: 'none',
	since: '2.4.0',
	handler: ({ state }) =>
		ok({ status: state.config.licensed ? 'active' : 'inactive', instance_id: licenseInstanceId }),
};
