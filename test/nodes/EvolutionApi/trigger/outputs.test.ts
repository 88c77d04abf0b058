import { Workflow, type INodeParameters, type INodeType } from 'n8n-workflow';

import { EvolutionApiTrigger } from '../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { eventLabel, triggerEventOptions } from '../../../../nodes/EvolutionApi/events';
import { triggerOutputs } from '../../../../nodes/EvolutionApi/trigger/outputs';

const trigger: INodeType = new EvolutionApiTrigger();

/** The outputs that n8n makes of the text. */
function outputsWith(parameters: INodeParameters): unknown {
	const workflow = new Workflow({
		id: '1',
		active: false,
		connections: {},
		nodes: [
			{
				id: '1',
				name: 'Trigger',
				type: 'evolutionApiTrigger',
				typeVersion: 2,
				position: [0, 0],
				parameters,
			},
		],
		nodeTypes: {
			getByName: () => trigger,
			getByNameAndVersion: () => trigger,
			getKnownTypes: () => ({}),
		},
	});
	const node = workflow.getNode('Trigger');
	if (node === null) throw new Error('The workflow has no trigger');
	return workflow.expression.getSimpleParameterValue(node, triggerOutputs, 'internal', {});
}

it('one output for all events, unless asked otherwise', () => {
	expect(outputsWith({ outputs: 'one', events: ['CALL', 'CHATS_SET'] })).toEqual(['main']);
});

/** Without what only the list says: "Unsent: …", "… (2.4)". */
const nameOf = (event: string) => eventLabel(event).replace(/^Unsent: | \(.*\)$/g, '');

it('one output for each event, named as in the list, in the chosen order', () => {
	const events = triggerEventOptions.map(({ value }) => value).reverse();
	expect(outputsWith({ outputs: 'perEvent', events })).toEqual(
		events.map((event) => ({ type: 'main', displayName: nameOf(event) })),
	);
});
