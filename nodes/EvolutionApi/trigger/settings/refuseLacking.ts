import { InputProblem } from '../../core/input/inputProblem';
import { isOfServer, labelOfEvent, NO_REPLY } from '../../fields/events';
import type { ServerAdapter } from '../../core/server/adapter';

/** @throws {InputProblem} for what the trigger cannot do with this kind of server */
export function refuseLacking(
	{ events }: { readonly events: readonly string[] },
	{ name, store, deliveries: { neverTold } }: ServerAdapter,
) {
	if (events.includes(NO_REPLY.value) && store === undefined) {
		const problem = `"${NO_REPLY.name}" is read in the server's message store, and ${name} keeps no messages`;
		throw new InputProblem(['events'], problem, 'Take it out of the events.');
	}
	const [never] = neverTold(events.filter(isOfServer));
	if (never === undefined) return;
	const problem = `${name} never sends "${labelOfEvent(never)}"`;
	throw new InputProblem(['events'], problem, 'Take it out of the events.');
}
