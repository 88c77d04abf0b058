import { created, ok, simError } from '../core/answers';
import { parsePlan } from '../state/plans';
import { play } from '../whatsapp/plans';
import { findInstance } from './find';
import type { ControlRoute } from './types';

const MAX_PLANS = 1000;
const path = '/_sim/instances/:name/plans';

export const planRoutes: ControlRoute[] = [
	{
		method: 'POST',
		path,
		handler(call) {
			const instance = findInstance(call);
			const plan = parsePlan(call.body);
			if (typeof plan === 'string') throw simError(400, plan);
			if (instance.plans.length >= MAX_PLANS) throw simError(400, 'Too many plans are waiting');
			if (plan.after === 'now') play(call.state, instance, plan);
			else instance.plans.push(plan);
			return created(plan);
		},
	},
	{
		method: 'GET',
		path,
		handler(call) {
			const { plans, planFailures } = findInstance(call);
			return ok({ plans, failures: planFailures });
		},
	},
	{
		method: 'DELETE',
		path,
		handler(call) {
			const instance = findInstance(call);
			instance.plans = [];
			instance.planFailures.length = 0;
			return ok({ cleared: true });
		},
	},
];
