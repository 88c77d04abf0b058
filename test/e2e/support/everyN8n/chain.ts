/** Workflows of nodes in a row, and their output. */
import { randomUUID } from 'node:crypto';
import type { Execution, NewWorkflow, OutputItem, WorkflowNode } from '../../../../dev/n8n/types';
import { nodeType } from '../../../../dev/ourPackage';
import type { Server, Stage } from '../triggerStage';

/** A node without the values that its position in the row decides. */
export type Step = Omit<WorkflowNode, 'id' | 'position'>;

/** A step of the Evolution API node, on the instance `demo`. */
export async function evolution(
	server: Server,
	stage: Stage,
	name: string,
	parameters: Record<string, unknown>,
): Promise<Step> {
	return {
		name,
		type: nodeType('evolutionApi'),
		typeVersion: 1,
		parameters: {
			authentication: 'globalKey',
			resource: 'message',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			...parameters,
		},
		credentials: { evolutionGlobalKeyApi: await server.credentialFor(stage) },
	};
}

/** The trigger, as a step that starts a row; on new messages, if `parameters` name no other events. */
export async function trigger(
	server: Server,
	stage: Stage,
	parameters: Record<string, unknown> = {},
): Promise<Step> {
	const step = await evolution(server, stage, 'WhatsApp', {
		events: ['MESSAGES_UPSERT'],
		...parameters,
	});
	return { ...step, type: `${step.type}Trigger`, typeVersion: 2, webhookId: randomUUID() };
}

const MANUAL: Step = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** Puts the steps in a row after the starting node. */
export function chain(name: string, steps: Step[], start = MANUAL): NewWorkflow {
	const nodes = [start, ...steps].map((step, index) => ({
		...step,
		id: randomUUID(), // part of the address at which an execution waits
		position: [index * 220, 0] as [number, number],
	}));
	const links = steps.map((step, index) => [
		nodes[index].name,
		{ main: [[{ node: step.name, type: 'main', index: 0 }]] },
	]);
	return { name, nodes, connections: Object.fromEntries(links) as Record<string, unknown> };
}

/** Runs the steps as *Execute workflow* does, and waits for the end. */
export async function execute(server: Server, name: string, steps: Step[]): Promise<Execution> {
	const { client } = server.n8n;
	const { id } = await client.createWorkflow(chain(name, steps));
	return await client.finished(await client.run(id));
}

/** Returns a node's output items; none if it failed. */
export function itemsOf({ data }: Execution, node: string): OutputItem[] {
	return data.resultData.runData[node]?.at(-1)?.data?.main[0] ?? [];
}
