import { randomUUID } from 'node:crypto';
import type { Execution, NewWorkflow, OutputItem, WorkflowNode } from '../../../../dev/n8n/types';
import { nodeType } from '../../../../dev/ourPackage';
import type { Server, Stage } from '../triggerStage';

export type Step = Omit<WorkflowNode, 'id' | 'position'>;

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

export function chain(name: string, steps: Step[], start = MANUAL): NewWorkflow {
	const nodes = [start, ...steps].map((step, index) => ({
		...step,
		id: randomUUID(), // part of the URL that resumes a waiting execution
		position: [index * 220, 0] as [number, number],
	}));
	const links = steps.map((step, index) => [
		nodes[index].name,
		{ main: [[{ node: step.name, type: 'main', index: 0 }]] },
	]);
	return { name, nodes, connections: Object.fromEntries(links) as Record<string, unknown> };
}

export async function execute(server: Server, name: string, steps: Step[]): Promise<Execution> {
	const { client } = server.n8n;
	const { id } = await client.createWorkflow(chain(name, steps));
	return await client.finished(await client.run(id));
}

export function itemsOf({ data }: Execution, node: string): OutputItem[] {
	return data.resultData.runData[node]?.at(-1)?.data?.main[0] ?? [];
}
