import type { NewWorkflow } from '../../../dev/n8n/types';
import { credentialsFor, OWNER, prepareWorkspace } from '../../../dev/workspace';
import { ModelServer, type Asked, type Says } from './modelServer';
import { Server, Stage } from './triggerStage';

const GLOBAL_KEY = { evolutionGlobalKeyApi: { id: null, name: 'Evolution API (global key)' } };

/** The node as a tool: its name in the workflow, and its parameters besides instance and credential. */
export interface Tool {
	readonly name: string;
	readonly resource: string;
	readonly operation: string;
	readonly parameters: Record<string, unknown>;
	/** A person has to allow each call: the name of that node, and its parameters. */
	readonly approval?: { readonly name: string; readonly parameters: Record<string, unknown> };
}

/** What came of a conversation with an agent. */
export interface Talked {
	/** What the agent says in the end. */
	readonly output: string;
	/** The tool as the model is told of it. */
	readonly tool: NonNullable<Asked['tools']>[number]['function'];
	/** What the tool answered to the model, call by call. */
	readonly answers: string[];
}

/** A parameter that the model fills in. */
export const fromModel = (name: string, description: string) =>
	`={{ $fromAI('${name}', '${description}', 'string') }}`;

/** A resource locator that the model fills in. */
export const chosenByModel = (mode: string, name: string, description: string) => ({
	...{ __rl: true, mode, value: fromModel(name, description) },
});

/** A real n8n with an AI agent, the simulator, and a scripted model. */
export class AgentStage extends Stage {
	readonly model = new ModelServer();
	readonly server = new Server({ env: {} });

	override async start(): Promise<void> {
		await super.start();
		await this.model.start();
		await this.server.start();
		const { url, key } = this.simulator;
		const credentials = [...credentialsFor({ url, key }), this.model.credential];
		await prepareWorkspace(this.server.n8n.client, credentials, []);
		await this.server.n8n.client.login(OWNER);
	}

	override async end(): Promise<void> {
		await this.server.end();
		await this.model.close();
		await super.end();
	}

	/** Starts an agent that has one tool, with a model that follows the script. @returns the execution */
	async begin(tool: Tool, ...script: Says[]): Promise<string> {
		this.model.asked.length = 0;
		this.model.script.splice(0, Infinity, ...script);
		const { client } = this.server.n8n;
		const { id } = await client.createWorkflow(workflowWith(tool));
		return await client.run(id);
	}

	/** How the conversation went, once it is over. */
	async outcome(execution: string): Promise<Talked> {
		const { status, data } = await this.server.n8n.client.finished(execution, 60_000);
		const { runData, error } = data.resultData;
		if (status !== 'success') throw new Error(`${status}: ${error?.message}`);
		const [item] = runData.Agent.at(-1)?.data?.main[0] ?? [];
		const [tool] = this.model.asked[0]?.tools ?? [];
		const answers = (this.model.asked.at(-1)?.messages ?? [])
			.filter(({ role }) => role === 'tool')
			.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)));
		return { output: String(item.json.output), tool: tool.function, answers };
	}

	async talk(tool: Tool, ...script: Says[]): Promise<Talked> {
		return await this.outcome(await this.begin(tool, ...script));
	}
}

function workflowWith({ name, resource, operation, parameters, approval }: Tool): NewWorkflow {
	const shared = {
		authentication: 'globalKey',
		instance: { __rl: true, mode: 'name', value: 'demo' },
	};
	const nodes: NewWorkflow['nodes'] = [
		{
			...{ id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
			...{ position: [0, 0], parameters: {} },
		},
		{
			...{ id: '2', name: 'Agent', type: '@n8n/n8n-nodes-langchain.agent', typeVersion: 3 },
			...{ position: [200, 0], parameters: { promptType: 'define', text: 'Do it' } },
		},
		{
			...{
				id: '3',
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
			},
			...{ position: [100, 200], credentials: { openAiApi: { id: null, name: 'OpenAI' } } },
			parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
		},
		{
			...{ id: '4', name, typeVersion: 1, position: [300, 200], credentials: GLOBAL_KEY },
			type: 'n8n-nodes-evolution-whatsapp.evolutionApiTool',
			parameters: { ...shared, resource, operation, ...parameters },
		},
	];
	if (approval !== undefined) {
		nodes.push({
			...{ id: '5', name: approval.name, typeVersion: 1, position: [300, 100] },
			type: 'n8n-nodes-evolution-whatsapp.evolutionApiHitlTool',
			parameters: { ...shared, ...approval.parameters },
			credentials: GLOBAL_KEY,
		});
	}
	const to = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
	return {
		name: `${name} by an agent`,
		nodes,
		connections: {
			Start: to('Agent', 'main'),
			Model: to('Agent', 'ai_languageModel'),
			[name]: to(approval?.name ?? 'Agent', 'ai_tool'),
			...(approval === undefined ? {} : { [approval.name]: to('Agent', 'ai_tool') }),
		},
		settings: { executionOrder: 'v1' },
	};
}
