import type { IDataObject } from 'n8n-workflow';

import { workflowOfOneTrigger } from '../../../../dev/engine/oneTrigger';
import { triggerEventOptions } from '../../../../nodes/EvolutionApi/events';
import { triggerOutputs } from '../../../../nodes/EvolutionApi/trigger/outputs';

/** The outputs that n8n makes of the text. */
function outputsWith(parameters: IDataObject): unknown {
	const { workflow, node } = workflowOfOneTrigger({ parameters });
	return workflow.expression.getSimpleParameterValue(node, triggerOutputs, 'internal', {});
}

it('one output for all events, unless asked otherwise', () => {
	expect(outputsWith({ outputs: 'one', events: ['CALL', 'CHATS_SET'] })).toEqual(['main']);
});

/** The label without what only the list says: "Unsent: …", "… (2.4)". */
const nameOf = ({ name }: { name: string }) => name.replace(/^Unsent: | \(.*\)$/g, '');

it('one output for each event, named as in the list, in the chosen order', () => {
	const chosen = [...triggerEventOptions].reverse();
	const events = chosen.map(({ value }) => value);
	expect(outputsWith({ outputs: 'perEvent', events })).toEqual(
		chosen.map((event) => ({ type: 'main', displayName: nameOf(event) })),
	);
});
