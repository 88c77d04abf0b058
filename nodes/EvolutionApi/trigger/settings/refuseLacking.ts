import { deliveriesOf } from '../../core/server/deliveriesOf';
import { dialectOf } from '../../core/server/dialectOf';
import { serverKindOf, type WithCredential } from '../../core/server/serverKind';
import { InputProblem } from '../../core/input/inputProblem';
import { labelOfEvent, SOMETHING_IS_WRONG } from '../../fields/events';

/** What the node asks for, as far as not every kind of server has it. */
interface Asked {
	readonly events: readonly string[];
	readonly options: { readonly globalWebhook: boolean };
}

/** @throws {InputProblem} for what the trigger cannot do with this kind of server */
export function refuseLacking({ events, options }: Asked, sender: WithCredential) {
	const { name } = dialectOf(sender);
	const { offers, neverTold } = deliveriesOf(serverKindOf(sender));
	if (options.globalWebhook && !offers.globalWebhook) {
		const hint = 'Remove the option: the node then registers itself.';
		throw new InputProblem(['options', 'globalWebhook'], `does not go with ${name}`, hint);
	}
	if (events.includes(SOMETHING_IS_WRONG.value) && !offers.store) {
		const hint = `Take "${SOMETHING_IS_WRONG.name}" out of the events.`;
		throw new InputProblem(['events'], `${name} cannot be watched yet`, hint);
	}
	const [never] = neverTold(events.filter((event) => event !== SOMETHING_IS_WRONG.value));
	if (never === undefined) return;
	const problem = `${name} never tells "${labelOfEvent(never)}"`;
	throw new InputProblem(['events'], problem, 'Take it out of the events.');
}
