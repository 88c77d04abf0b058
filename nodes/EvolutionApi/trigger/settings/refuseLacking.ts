import { InputProblem } from '../../core/input/inputProblem';
import { isOfServer, labelOfEvent, NO_REPLY } from '../../fields/events';
import type { ServerAdapter } from '../../core/server/adapter';

/** @throws {InputProblem} for what the trigger cannot do with this kind of server */
export function refuseLacking(
	{ events }: { readonly events: readonly string[] },
	{ name, store, deliveries: { neverTold } }: ServerAdapter,
) {
	if (events.includes(NO_REPLY.value) && store === undefined) {
		const problem = `includes "${NO_REPLY.name}", which needs stored messages, and ${name} keeps none`;
		throw new InputProblem(['events'], problem, 'Remove it.');
	}
	const [never] = neverTold(events.filter(isOfServer));
	if (never === undefined) return;
	const problem = `includes "${labelOfEvent(never)}", which ${name} never sends`;
	throw new InputProblem(['events'], problem, 'Remove it.');
}
