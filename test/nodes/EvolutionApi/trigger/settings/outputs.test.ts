import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { runWorkflow } from '../../../../../dev/engine/engine';
import { workflowOfOneTrigger } from '../../../../../dev/engine/oneTrigger';
import { triggerEventOptions } from '../../../../../nodes/EvolutionApi/fields/events';
import { triggerOutputs } from '../../../../../nodes/EvolutionApi/trigger/settings/triggerFields';

function outputsWith(parameters: IDataObject): unknown {
	const { workflow, node } = workflowOfOneTrigger({ parameters });
	return workflow.expression.getSimpleParameterValue(node, triggerOutputs, 'internal', {});
}

it('outputs: all events leave by one output by default', () => {
	expect(outputsWith({ events: ['CALL', 'CHATS_SET'] })).toEqual(['main']);
	expect(outputsWith({ options: { separateOutputs: false }, events: ['CALL'] })).toEqual(['main']);
});

it('outputs: with Separate Outputs, one for each event, named as in the list, in the chosen order', () => {
	const chosen = [...triggerEventOptions].reverse();
	const events = chosen.map(({ value }) => value);
	expect(outputsWith({ options: { separateOutputs: true }, events })).toEqual(
		chosen.map((event) => ({ type: 'main', displayName: event.name })),
	);
});

it("outputs: with Separate Outputs, the output of an unknown event from an expression has the event's own name", () => {
	expect(outputsWith({ options: { separateOutputs: true }, events: ['NEW_EVENT'] })).toEqual([
		{ type: 'main', displayName: 'NEW_EVENT' },
	]);
});

async function putOut(outputs: INodeExecutionData[][], parameters: IDataObject) {
	const instance = { __rl: true, mode: 'name', value: 'demo' };
	const { workflow, node } = workflowOfOneTrigger({ parameters: { instance, ...parameters } });
	const { data } = await runWorkflow({
		workflow,
		start: node.name,
		input: outputs,
		mode: 'trigger',
	});
	if (data.resultData.error !== undefined) throw data.resultData.error;
	const [task] = data.resultData.runData[node.name] ?? [];
	return (task?.data?.main ?? []).map((items) => (items ?? []).map(({ json }) => json.text));
}

const items = (...texts: string[]) => texts.map((text) => ({ json: { text } }));
const perEvent = {
	options: { separateOutputs: true },
	events: ['CALL', 'CHATS_SET', 'MESSAGES_UPSERT'],
};

it('outputs: an event that does not belong to the first output leaves by its own', async () => {
	expect(await putOut([[], [], items('a')], perEvent)).toEqual([[], [], ['a']]);
});

it('outputs: in a batch of different events, each event leaves by its own output', async () => {
	expect(await putOut([items('a', 'b'), [], items('c')], perEvent)).toEqual([
		['a', 'b'],
		[],
		['c'],
	]);
});

it('outputs: without Separate Outputs, all events of a batch leave by one output', async () => {
	expect(await putOut([items('a', 'b')], { events: ['CALL'] })).toEqual([['a', 'b']]);
});
