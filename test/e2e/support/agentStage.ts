import type { NewWorkflow } from '../../../dev/n8n/types';
import { nodeType } from '../../../dev/ourPackage';
import { credentialsFor, fillWorkspace } from '../../../dev/workspace';
import { ModelServer, type ModelRequest, type Says } from './modelServer';
import { SharedStage } from './sharedStage';
import { until } from './triggerStage';

export interface Tool {
	readonly name: string;
	readonly resource: string;
	readonly operation: string;
	readonly parameters: Record<string, unknown>;
	/** Version of the agent node. From 3 on, n8n's engine runs the tools. In older versions, the agent runs them itself. */
	readonly agentVersion?: number;
	readonly retryOnFail?: boolean;
	readonly onMessage?: boolean;
	/**
	 * Nodes between start and agent: *Loop Over Items* (with a connection back from the agent), or a node that outputs only
	 * a prompt. Default: `['Prompt']` if a message starts the workflow, otherwise `[]`.
	 */
	readonly between?: ReadonlyArray<'Loop' | 'Prompt'>;
	/** Name and parameters of a node that asks a person to approve each call of the tool. Without it, no approval is needed. */
	readonly approval?: { readonly name: string; readonly parameters: Record<string, unknown> };
}

interface Talked {
	readonly output: string;
	readonly tool: NonNullable<ModelRequest['tools']>[number]['function'];
	readonly answers: string[];
}

export const fromModel = (name: string, description: string) =>
	`={{ $fromAI('${name}', '${description}', 'string') }}`;

export const chosenByModel = (mode: string, name: string, description: string) => ({
	__rl: true,
	mode,
	value: fromModel(name, description),
});

export class AgentStage extends SharedStage {
	model = new ModelServer();
	credentials: Record<string, { id: string; name: string }> = {};

	override async start(): Promise<void> {
		await super.start();
		this.model = new ModelServer();
		await this.model.start();
		const { url, key } = this.simulator;
		const { credentials: ofModels, agentsCredential } = this.model;
		const { client } = this.server.n8n;
		await fillWorkspace(
			client,
			[...credentialsFor({ url, key }), ...ofModels, agentsCredential],
			[],
		);
		const stored = await client.credentials();
		this.credentials = Object.fromEntries(stored.map(({ id, name, type }) => [type, { id, name }]));
	}

	override async end(): Promise<void> {
		await super.end();
		await this.model.close();
	}

	/** Creates a workflow with an agent without tools, to be started by hand. @returns the workflow's ID */
	async createAgent(): Promise<string> {
		const tool = { name: 'Tool', resource: 'message', operation: 'sendText', parameters: {} };
		const { nodes, connections = {}, ...others } = workflowWith(tool, this.credentials);
		delete connections[tool.name];
		const withoutTool = nodes.filter(({ name }) => name !== tool.name);
		const workflow = { ...others, nodes: withoutTool, connections };
		return (await this.server.n8n.client.createWorkflow(workflow)).id;
	}

	/** @returns the execution's ID */
	async begin(tool: Tool, ...script: Says[]): Promise<string> {
		this.model.script.push(...script);
		const { client } = this.server.n8n;
		const { id } = await client.createWorkflow(workflowWith(tool, this.credentials));
		return await client.run(id);
	}

	/** @returns the execution's ID */
	async beginWith(messages: object | object[], tool: Tool, ...script: Says[]): Promise<string> {
		this.model.script.push(...script);
		const workflow = workflowWith({ ...tool, onMessage: true }, this.credentials);
		const { client } = this.server.n8n;
		const { id } = await client.createWorkflow(workflow);
		await client.listen(id);
		await this.receiveAll([messages].flat());
		let execution: string | undefined;
		await until('the workflow runs', async () => {
			execution = (await client.executions(id))[0]?.id;
			return execution !== undefined;
		});
		return String(execution);
	}

	/** Receives a person's answer that quotes the newest message, because an agent's question accepts no other answer. */
	async answer(from: string, text: string): Promise<void> {
		const messages = this.simulator.state.instances.get('demo')?.messages.newestFirst() ?? [];
		const question = [...messages].find(({ key }) => key.fromMe && key.remoteJid.startsWith(from));
		await this.receive({ from, kind: 'text', text, quotedId: question?.key.id });
	}

	async outcome(execution: string): Promise<Talked> {
		const { status, data } = await this.server.n8n.client.finished(execution);
		const { runData, error } = data.resultData;
		if (status !== 'success') throw new Error(`${status}: ${error?.message}`);
		const [item] = runData.Agent.at(-1)?.data?.main[0] ?? [];
		const [tool] = this.model.requests[0]?.tools ?? [];
		const answers = (this.model.requests.at(-1)?.messages ?? [])
			.filter(({ role }) => role === 'tool')
			.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)));
		return { output: String(item.json.output), tool: tool.function, answers };
	}

	async talk(tool: Tool, ...script: Says[]): Promise<Talked> {
		return await this.outcome(await this.begin(tool, ...script));
	}
}

function workflowWith(
	{ name, resource, operation, parameters, ...settings }: Tool,
	credentials: Record<string, { id: string; name: string }>,
): NewWorkflow {
	const { agentVersion = 3, onMessage = false, retryOnFail = false, approval } = settings;
	const { between = onMessage ? ['Prompt'] : [] } = settings;
	const shared = {
		authentication: 'globalKey',
		instance: { __rl: true, mode: 'name', value: 'demo' },
	};
	const nodes: NewWorkflow['nodes'] = [
		onMessage
			? {
					id: '1',
					name: 'Start',
					typeVersion: 2,
					position: [0, 0],
					type: nodeType('evolutionApiTrigger'),
					parameters: {
						...shared,
						events: ['MESSAGES_UPSERT'],
					},
					credentials,
				}
			: {
					id: '1',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
		{
			id: '2',
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion: agentVersion,
			position: [200, 0],
			parameters: {
				promptType: 'define',
				text: '={{ $json.prompt ?? $json.text ?? "Do it" }}',
			},
		},
		{
			id: '3',
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			position: [100, 200],
			credentials,
			parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
		},
		{
			id: '4',
			name,
			typeVersion: 1,
			position: [300, 200],
			credentials,
			type: nodeType('evolutionApiTool'),
			retryOnFail,
			maxTries: 3,
			parameters: { ...shared, resource, operation, ...parameters },
		},
	];
	if (approval !== undefined) {
		nodes.push({
			id: '5',
			name: approval.name,
			typeVersion: 1,
			position: [300, 100],
			type: nodeType('evolutionApiHitlTool'),
			parameters: { ...shared, ...approval.parameters },
			credentials,
		});
	}
	const BETWEEN = {
		Loop: { type: 'n8n-nodes-base.splitInBatches', typeVersion: 3, parameters: {} },
		Prompt: {
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: '={{ { prompt: $json.text } }}' },
		},
	};
	for (const [index, kind] of between.entries()) {
		nodes.push({ id: `6${index}`, name: kind, position: [50 * (index + 1), 0], ...BETWEEN[kind] });
	}
	const to = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
	const path = ['Start', ...between, 'Agent'];
	/** *Loop Over Items* has the loop at its second output. */
	const lead = (from: string, node: string) =>
		from === 'Loop' ? { main: [[], ...to(node, 'main').main] } : to(node, 'main');
	return {
		name: `${name} by an agent`,
		nodes,
		connections: {
			...Object.fromEntries(
				path.slice(0, -1).map((node, index) => [node, lead(node, path[index + 1])]),
			),
			...(between.includes('Loop') ? { Agent: to('Loop', 'main') } : {}),
			Model: to('Agent', 'ai_languageModel'),
			[name]: to(approval?.name ?? 'Agent', 'ai_tool'),
			...(approval === undefined ? {} : { [approval.name]: to('Agent', 'ai_tool') }),
		},
		settings: { executionOrder: 'v1' },
	};
}
