import type { Execution, NewWorkflow, WorkflowNode } from '../../dev/n8n/types';
import { isOurType } from '../../dev/ourPackage';
import { credentialsFor, DEMO_INSTANCE, exampleWorkflows } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { eachTestOn, SharedStage } from './support/sharedStage';
import { textsTo } from './support/textsTo';

// Runs workflows for Evolution API on Evolution Go, with another credential.

const ANA = '5511988887777';

const stage = eachTestOn(new SharedStage());
let go: Simulator;

beforeEach(async () => {
	go = await startSimulator({ port: 0, seed: true, quiet: true, server: 'go' });
});
afterEach(async () => await go.close());

async function made(workflow: NewWorkflow): Promise<string> {
	const { client } = stage.server.n8n;
	const [credential] = credentialsFor({ ...go, instance: DEMO_INSTANCE }, 'go');
	const made = await client.createCredential(credential);
	const nodes = workflow.nodes.map((node): WorkflowNode => {
		if (!isOurType(node.type)) return node;
		return {
			...node,
			parameters: { ...node.parameters, authentication: 'evolutionGo' },
			credentials: { [credential.type]: { id: made.id, name: made.name } },
		};
	});
	return (await client.createWorkflow({ ...workflow, id: undefined, nodes })).id;
}

const example = (id: string) => {
	const found = exampleWorkflows().find((workflow) => workflow.id === id);
	if (found === undefined) throw new Error(`There is no example ${id}`);
	return found;
};

const run = async (id: string): Promise<Execution> => {
	const { client } = stage.server.n8n;
	return await client.finished(await client.run(id));
};

const outputs = (execution: Execution, node: string) => {
	const [items] = execution.data.resultData.runData[node][0].data?.main ?? [];
	return (items ?? []).map(({ json }) => json);
};

it('the example Send a text sends its text', async () => {
	const execution = await run(await made(example('evolutionSendText')));
	expect(execution.status).toBe('success');
	expect(textsTo(go, ANA).at(-1)).toContain('Hello Ana');
});

it('the example Broadcast from a table sends to each number once, and nothing when it is run again', async () => {
	const id = await made(example('evolutionBroadcastTable'));
	const statuses = async () =>
		outputs(await run(id), 'Result').map((row) => [row.phone, row.status]);
	expect(await statuses()).toEqual([
		['+55 11 98888-7777', 'sent'],
		['+55 11 97777-6666', 'sent'],
		['+34 612 345 678', 'sent'],
		['5511988887777', 'duplicate'],
	]);
	const before = textsTo(go, '').length;
	expect((await statuses()).map(([, status]) => status)).toEqual([
		'alreadySent',
		'alreadySent',
		'alreadySent',
		'duplicate',
	]);
	expect(textsTo(go, '')).toHaveLength(before);
});
