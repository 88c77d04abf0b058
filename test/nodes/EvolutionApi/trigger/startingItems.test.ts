import '../../../../dev/engine/engine';

import {
	createRunExecutionData,
	Workflow,
	type INodeParameters,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { ExecutionLifecycleHooks, WorkflowExecute } from '../../../../dev/engine/core';
import { EvolutionApiTrigger } from '../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';

const trigger: INodeType = new EvolutionApiTrigger();

/** What comes out of the trigger in an execution that n8n starts with these items, those of each output. */
async function putOut(outputs: INodeExecutionData[][], parameters: INodeParameters) {
	const workflow = new Workflow({
		id: '1',
		active: true,
		connections: {},
		settings: { executionOrder: 'v1' },
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
	const hooks = new ExecutionLifecycleHooks('trigger', '1', {
		id: '1',
		name: 'Test',
		nodes: [],
		connections: {},
	} as unknown as ConstructorParameters<typeof ExecutionLifecycleHooks>[2]);
	const additional = {
		hooks,
		executionId: '1',
		variables: {},
		setExecutionStatus: () => undefined,
	} as unknown as IWorkflowExecuteAdditionalData;
	const runData = createRunExecutionData({
		executionData: {
			contextData: {},
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
			nodeExecutionStack: [{ node, data: { main: outputs }, source: null }],
		},
	});
	const { data } = await new WorkflowExecute(
		additional,
		'trigger',
		runData,
	).processRunExecutionData(workflow);
	if (data.resultData.error !== undefined) throw data.resultData.error;
	const [task] = data.resultData.runData.Trigger ?? [];
	return (task?.data?.main ?? []).map((items) => (items ?? []).map(({ json }) => json.text));
}

const items = (...texts: string[]) => texts.map((text) => ({ json: { text } }));
const perEvent = { outputs: 'perEvent', events: ['CALL', 'CHATS_SET', 'MESSAGES_UPSERT'] };

it('an event that does not belong on the first output comes out of its own', async () => {
	expect(await putOut([[], [], items('a')], perEvent)).toEqual([[], [], ['a']]);
});

it('events of several outputs come out of theirs', async () => {
	expect(await putOut([items('a', 'b'), [], items('c')], perEvent)).toEqual([
		['a', 'b'],
		[],
		['c'],
	]);
});

it('with one output for all events they come out of that one', async () => {
	expect(await putOut([items('a', 'b')], { events: ['CALL'] })).toEqual([['a', 'b']]);
});
