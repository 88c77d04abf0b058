import type { NewWorkflow } from '../../../dev/n8n/types';
import { nodeType } from '../../../dev/ourPackage';
import { credentialsFor, OWNER, prepareWorkspace } from '../../../dev/workspace';
import { ModelServer, type Asked, type Says } from './modelServer';
import { Server, Stage, until } from './triggerStage';

/** The node as a tool: its name in the workflow, and its parameters besides instance and credential. */
export interface Tool {
	readonly name: string;
	readonly resource: string;
	readonly operation: string;
	readonly parameters: Record<string, unknown>;
	/** The version of the agent: from 3 on n8n runs the tools, before that the agent does. */
	readonly agentVersion?: number;
	/** *Retry On Fail* of the tool's settings. */
	readonly retryOnFail?: boolean;
	/** The workflow starts with a message instead of by hand, and a node in between forgets what came. */
	readonly onMessage?: boolean;
	/** A person has to allow each call: the name of that node, and its parameters. */
	readonly approval?: { readonly name: string; readonly parameters: Record<string, unknown> };
}

/** What came of a conversation with an agent. */
interface Talked {
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
	__rl: true,
	mode,
	value: fromModel(name, description),
});

/** A real n8n with an AI agent, the simulator, and a scripted model. */
export class AgentStage extends Stage {
	readonly model = new ModelServer();
	readonly server = new Server({ env: {} });
	/** By type, as a node names them: n8n 1 wants their IDs. */
	private credentials: Record<string, { id: string; name: string }> = {};

	override async start(): Promise<void> {
		await super.start();
		await this.model.start();
		await this.server.start();
		const { url, key } = this.simulator;
		const credentials = [...credentialsFor({ url, key }), this.model.credential];
		await prepareWorkspace(this.server.n8n.client, credentials, []);
		await this.server.n8n.client.login(OWNER);
		const stored = await this.server.n8n.client.credentials();
		this.credentials = Object.fromEntries(stored.map(({ id, name, type }) => [type, { id, name }]));
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
		const { id } = await client.createWorkflow(workflowWith(tool, this.credentials));
		return await client.run(id);
	}

	/** Activates a workflow whose agent has one tool, and lets somebody write to it. @returns the execution */
	async beginWith(message: object, tool: Tool, ...script: Says[]): Promise<string> {
		this.model.asked.length = 0;
		this.model.script.splice(0, Infinity, ...script);
		const { client } = this.server.n8n;
		const { id } = await client.createWorkflow(
			workflowWith({ ...tool, onMessage: true }, this.credentials),
		);
		await client.listen(id);
		await this.receive(message);
		let execution: string | undefined;
		await until('the workflow runs', async () => {
			execution = (await client.executions(id))[0]?.id;
			return execution !== undefined;
		});
		await client.leave(id);
		return String(execution);
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

function workflowWith(
	{ name, resource, operation, parameters, ...settings }: Tool,
	credentials: Record<string, { id: string; name: string }>,
): NewWorkflow {
	const { agentVersion = 3, onMessage = false, retryOnFail = false, approval } = settings;
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
					parameters: { ...shared, events: ['MESSAGES_UPSERT'] },
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
			parameters: { promptType: 'define', text: 'Do it' },
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
	if (onMessage) {
		nodes.push({
			id: '6',
			name: 'Prompt',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [100, 0],
			parameters: { mode: 'raw', jsonOutput: '{"forgotten":true}' },
		});
	}
	const to = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
	return {
		name: `${name} by an agent`,
		nodes,
		connections: {
			Start: to(onMessage ? 'Prompt' : 'Agent', 'main'),
			...(onMessage ? { Prompt: to('Agent', 'main') } : {}),
			Model: to('Agent', 'ai_languageModel'),
			[name]: to(approval?.name ?? 'Agent', 'ai_tool'),
			...(approval === undefined ? {} : { [approval.name]: to('Agent', 'ai_tool') }),
		},
		settings: { executionOrder: 'v1' },
	};
}
