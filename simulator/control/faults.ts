import { created, ok, simError } from '../core/answers';
import { parseFault } from '../state/faults';
import type { ControlRoute } from './types';

const MAX_FAULTS = 1000;

export const faultRoutes: ControlRoute[] = [
	{
		method: 'POST',
		path: '/_sim/faults',
		handler({ state, body }) {
			const fault = parseFault(body);
			if (typeof fault === 'string') throw simError(400, fault);
			if (state.faults.length >= MAX_FAULTS) throw simError(400, 'Too many faults are waiting');
			state.faults.push(fault);
			return created(fault);
		},
	},
	{ method: 'GET', path: '/_sim/faults', handler: ({ state }) => ok(state.faults) },
	{
		method: 'DELETE',
		path: '/_sim/faults',
		handler({ state }) {
			state.faults.length = 0;
			return ok({ cleared: true });
		},
	},
];
