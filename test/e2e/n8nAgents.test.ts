import { nodeType } from '../../dev/ourPackage';
import { AgentStage, chosenByModel, fromModel } from './support/agentStage';
import { eachTestOn } from './support/sharedStage';
import { ANA } from './support/waitStage';
import type { Says } from './support/modelServer';
import { until } from './support/triggerStage';

// Tests n8n's module *agents* (N8N_ENABLED_MODULES=agents). Its agents aren't workflows, but configurations with tools.

const stage = new AgentStage();
let agents: string;

afterEach(async () => {
	const { client } = stage.server.n8n;
	const made = await client.request<Array<{ id: string }>>('GET', agents);
	for (const { id } of made) await client.request('DELETE', `${agents}/${id}`);
});
eachTestOn(stage);

beforeEach(async () => {
	const project = await stage.server.n8n.client.request<{ id: string }>(
		'GET',
		'/rest/projects/personal',
	);
	agents = `/rest/projects/${project.id}/agents/v2`;
});

/** @returns the path of the agent in n8n's REST API */
async function agentWith(parameters: object): Promise<string> {
	const { client } = stage.server.n8n;
	const { id } = await client.request<{ id: string }>('POST', agents, { name: 'WhatsApp' });
	const at = `${agents}/${id}`;
	const { configHash } = await client.request<{ configHash: string }>('GET', `${at}/config`);
	const { deepSeekApi, evolutionGlobalKeyApi } = stage.credentials;
	await client.request('PUT', `${at}/config`, {
		baseConfigHash: configHash,
		config: {
			name: 'WhatsApp',
			model: 'deepseek/scripted',
			credential: deepSeekApi.id,
			instructions: 'You write messages.',
			tools: [
				{
					type: 'node',
					name: 'whatsapp',
					description: 'Writes in WhatsApp',
					node: {
						nodeType: nodeType('evolutionApiTool'),
						nodeTypeVersion: 1,
						nodeParameters: {
							authentication: 'globalKey',
							instance: { __rl: true, mode: 'name', value: 'demo' },
							...parameters,
						},
						credentials: { evolutionGlobalKeyApi },
					},
				},
			],
		},
	});
	return at;
}

/** @returns the tool's answers to the model */
async function chat(agent: string, ...script: Says[]): Promise<string> {
	const { model, server } = stage;
	model.script.push(...script);
	// The request fails to parse the answer as JSON, because it's a stream of events.
	await server.n8n.client
		.request('POST', `${agent}/chat`, { message: 'Write to Ana' })
		.catch((error: unknown) => {
			if (!(error instanceof SyntaxError)) throw error;
		});
	const answers = (model.requests.at(-1)?.messages ?? []).filter(({ role }) => role === 'tool');
	return JSON.stringify(answers.map(({ content }) => content));
}

const sendText = {
	resource: 'message',
	operation: 'sendText',
	recipient: chosenByModel('number', 'recipient', 'Phone number with country code, digits only'),
	text: fromModel('text', 'The message'),
};

const newest = () =>
	[...(stage.simulator.state.instances.get('demo')?.messages.newestFirst() ?? [])][0];

describe("an AI agent of n8n's own Agents module", () => {
	it('gets an error that explains what is wrong with a number, and sends nothing', async () => {
		const before = newest();
		const agent = await agentWith(sendText);
		const told = await chat(
			agent,
			{ call: 'whatsapp', with: { recipient: 'Ana', text: 'Hello' } },
			'I need a number.',
		);
		expect(told).toContain('is not a valid phone number');
		expect(newest()).toBe(before);
	});

	it('gets an error that Reply needs a message that started the workflow', async () => {
		const agent = await agentWith({
			resource: 'message',
			operation: 'reply',
			text: fromModel('text', 'The message'),
		});
		const told = await chat(agent, { call: 'whatsapp', with: { text: 'Hello' } }, 'I cannot.');
		expect(told).toContain('No message started this workflow');
	});

	it('gets the node as a tool with only the fields that the model fills in, and sends a text', async () => {
		const agent = await agentWith(sendText);
		const { client } = stage.server.n8n;
		expect(await client.request('GET', `${agent}/validation`)).toMatchObject({ status: 'valid' });
		const told = await chat(
			agent,
			{ call: 'whatsapp', with: { recipient: ANA, text: 'Hello from an agent' } },
			'It is sent.',
		);
		expect(told).toContain('messageId');
		const tool = stage.model.requests[0].tools?.find(
			({ function: one }) => one.name === 'whatsapp',
		);
		expect(Object.keys(Object(tool?.function.parameters.properties))).toEqual([
			'recipient',
			'text',
		]);
		expect(newest()).toMatchObject({
			key: { fromMe: true, remoteJid: `${ANA}@s.whatsapp.net` },
			message: { conversation: 'Hello from an agent' },
		});
		expect(JSON.stringify(stage.model.requests)).not.toContain(stage.simulator.key);
	});

	it("is offered the node in n8n's list of tools", async () => {
		const types = await stage.server.n8n.client.nodeTypes();
		expect(types.map(({ name }) => name)).toContain(nodeType('evolutionApiTool'));
	});
});

it('Message an Agent and Reply make WhatsApp a channel of an agent without a workflow', async () => {
	const { credentials, model, server } = stage;
	const { deepSeekApi, evolutionGlobalKeyApi } = credentials;
	const shared = {
		authentication: 'globalKey',
		instance: { __rl: true, mode: 'name', value: 'demo' },
	};
	const agent = { name: 'Bakery', instructions: 'You answer customers.', tools: [] };
	const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
		id: name,
		name,
		type,
		typeVersion,
		position: [0, 0] as [number, number],
		parameters: { ...parameters },
		credentials: { evolutionGlobalKeyApi },
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	model.script.push('We open at **nine**.');
	const { id } = await server.n8n.client.createWorkflow({
		name: 'A channel',
		nodes: [
			node('Start', nodeType('evolutionApiTrigger'), 2, { ...shared, events: ['MESSAGES_UPSERT'] }),
			node('Agent', 'n8n-nodes-base.messageAnAgent', 3.1, {
				agentSource: 'inline',
				inlineAgent: {
					config: { ...agent, model: 'deepseek/scripted', credential: deepSeekApi.id },
				},
				message: '={{ $json.chatInput }}',
			}),
			node('Answer', nodeType('evolutionApi'), 1, {
				...shared,
				resource: 'message',
				operation: 'reply',
			}),
		],
		connections: { Start: to('Agent'), Agent: to('Answer') },
		settings: { executionOrder: 'v1' },
	});
	await server.n8n.client.listen(id);
	await stage.receiveAll([{ from: ANA, kind: 'text', text: 'When do you open?' }]);
	await until('the agent answers', async () => {
		const [execution] = await server.n8n.client.executions(id);
		return execution?.status === 'success' || execution?.status === 'error';
	});
	expect(newest()).toMatchObject({
		key: { fromMe: true, remoteJid: `${ANA}@s.whatsapp.net` },
		message: { conversation: 'We open at *nine*.' },
	});
	expect(JSON.stringify(model.requests[0].messages)).toContain('When do you open?');
});
