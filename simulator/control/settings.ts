import { ok, simError } from '../core/answers';
import { mergeConfig } from '../state/config';
import { seed } from '../state/seed';
import type { ControlRoute } from './types';

export const settingsRoutes: ControlRoute[] = [
	{ method: 'GET', path: '/_sim/config', handler: ({ state }) => ok(state.config) },
	{
		method: 'POST',
		path: '/_sim/config',
		handler({ state, body }) {
			const problem = mergeConfig(state.config, body);
			if (problem) throw simError(400, problem);
			return ok(state.config);
		},
	},
	{
		method: 'POST',
		path: '/_sim/reset',
		handler({ state, body }) {
			state.reset();
			if (body.seed === true) seed(state);
			return ok({ reset: true });
		},
	},
];
