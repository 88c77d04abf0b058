import { Workflow, type INodeParameters, type INodeType } from 'n8n-workflow';

import { EvolutionApiTrigger } from '../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { triggerEventOptions } from '../../../../nodes/EvolutionApi/events';
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

/** The label without what only the list says: "Unsent: …", "… (2.4)". */
const nameOf = ({ name }: { name: string }) => name.replace(/^Unsent: | \(.*\)$/g, '');

it('one output for each event, named as in the list, in the chosen order', () => {
	const chosen = [...triggerEventOptions].reverse();
	const events = chosen.map(({ value }) => value);
	expect(outputsWith({ outputs: 'perEvent', events })).toEqual(
		chosen.map((event) => ({ type: 'main', displayName: nameOf(event) })),
	);
});
