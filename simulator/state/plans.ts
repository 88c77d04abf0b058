import type { Json } from '../core/data';
import { DAY_MS } from '../core/units';
import { asList, isObject, optionalString } from '../core/values';

const ACTIONS = ['receive', 'read', 'tick', 'close'] as const;

export interface Step {
	/** milliseconds after the previous step, or after the start of the plan */
	afterMs: number;
	do: (typeof ACTIONS)[number];
	/** a body for `POST /_sim/instances/:name/<do>`, such as `{ status: 'ERROR' }` if `do` is `tick` */
	body: Json;
}

export interface Plan {
	after: 'now' | 'send';
	/** only messages to this person or group start the steps; if left out, every sent message does */
	chat?: string;
	/** number of sent messages that are ignored before the plan starts */
	skip: number;
	times: number;
	steps: Step[];
}

const MAX_STEPS = 500;

const count = (value: unknown, fallback: number) =>
	typeof value === 'number' && value >= 0 ? value : fallback;

/** Reads a plan from a request body. Returns an error text for an invalid plan. */
export function parsePlan(body: Json): Plan | string {
	const { after = 'now', chat, skip, times } = body;
	if (after !== 'now' && after !== 'send') return '"after" is now or send';
	const entries = asList(body.steps);
	if (entries.length === 0) return 'A plan needs "steps"';
	if (entries.length > MAX_STEPS) return `A plan has at most ${MAX_STEPS} steps`;
	const steps = entries.map(parseStep);
	const problem = steps.find((step) => typeof step === 'string');
	if (problem !== undefined) return problem;
	return {
		after,
		chat: optionalString(chat),
		skip: count(skip, 0),
		times: count(times, 1),
		steps: steps.filter((step) => typeof step !== 'string'),
	};
}

function parseStep(step: unknown): Step | string {
	if (!isObject(step)) return 'A step must be an object';
	const { afterMs, do: named = 'receive', ...body } = step;
	const action = ACTIONS.find((candidate) => candidate === named);
	if (action === undefined) return `"do" is one of ${ACTIONS.join(', ')}`;
	return { afterMs: Math.min(count(afterMs, 0), DAY_MS), do: action, body };
}

/** Tells whether a sent message starts the plan's steps. Reduces `plan.skip` or `plan.times` by one. */
export function isDue(plan: Plan, isItsChat: boolean): boolean {
	if (plan.after !== 'send' || !isItsChat || plan.times <= 0) return false;
	if (plan.skip > 0) {
		plan.skip -= 1;
		return false;
	}
	plan.times -= 1;
	return true;
}
