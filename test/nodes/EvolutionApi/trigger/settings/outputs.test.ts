import type { IDataObject } from 'n8n-workflow';

import { workflowOfOneTrigger } from '../../../../../dev/engine/oneTrigger';
import { triggerEventOptions } from '../../../../../nodes/EvolutionApi/events';
import { triggerOutputs } from '../../../../../nodes/EvolutionApi/trigger/settings/outputs';

/** The outputs that n8n makes of the text. */
function outputsWith(parameters: IDataObject): unknown {
	const { workflow, node } = workflowOfOneTrigger({ parameters });
	return workflow.expression.getSimpleParameterValue(node, triggerOutputs, 'internal', {});
}

it('one output for all events, unless asked otherwise', () => {
	expect(outputsWith({ outputs: 'one', events: ['CALL', 'CHATS_SET'] })).toEqual(['main']);
});

it('one output for each event, named as in the list, in the chosen order', () => {
	const chosen = [...triggerEventOptions].reverse();
	const events = chosen.map(({ value }) => value);
	expect(outputsWith({ outputs: 'perEvent', events })).toEqual(
		chosen.map((event) => ({ type: 'main', displayName: event.name })),
	);
});

it('an event that an expression chose and nobody knows is named as it is', () => {
	expect(outputsWith({ outputs: 'perEvent', events: ['NEW_EVENT'] })).toEqual([
		{ type: 'main', displayName: 'NEW_EVENT' },
	]);
});
