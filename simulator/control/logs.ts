import { ok } from '../core/answers';
import type { ControlRoute } from './types';

export const logRoutes: ControlRoute[] = [
	{
		method: 'GET',
		path: '/_sim/requests',
		handler: ({ state, query }) =>
			ok(state.requests.list().filter(({ id }) => id > (Number(query.since) || 0))),
	},
	{
		method: 'DELETE',
		path: '/_sim/requests',
		handler({ state }) {
			state.requests.clear();
			return ok({ cleared: true });
		},
	},
	{ method: 'GET', path: '/_sim/deliveries', handler: ({ state }) => ok(state.deliveries.list()) },
	{
		method: 'DELETE',
		path: '/_sim/deliveries',
		handler({ state }) {
			state.deliveries.clear();
			return ok({ cleared: true });
		},
	},
];
