import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { exampleWorkflows } from '../../dev/workspace';
import { AgentStage } from './support/agentStage';
import { eachTestOn } from './support/sharedStage';
import { textsTo } from './support/textsTo';
import { letMessagesAge, until } from './support/triggerStage';

// Tests trigger, agent, memory and reply with the defaults that they have when a user adds them: nothing is typed. Also tests that the
// examples with voice notes, pictures and history need few nodes.

const ANA = '5511988887777';
const stage = eachTestOn(new AgentStage());

const OGG = Buffer.from('OggS, not really').toString('base64');
const JPEG = Buffer.from('a cake').toString('base64');

const chosen = { __rl: true, mode: 'id', value: 'models/scripted' };

function example(id: string): NewWorkflow {
	const found = exampleWorkflows().find((one) => one.id === id);
	if (found === undefined) throw new Error(`There is no example ${id}`);
	const { name, nodes, connections, settings } = found;
	const { credentials } = stage;
	return {
		name,
		nodes: nodes.map((node) => ('credentials' in node ? { ...node, credentials } : node)),
		connections,
		settings,
	};
}

const working = ({ nodes }: NewWorkflow) =>
	nodes.filter(({ type }) => !/stickyNote|\.lmChat|\.memory/.test(type));

it.each([
	['evolutionAiAgent', 8],
	['evolutionAiAgentHistory', 4],
])('the example %s needs at most %i nodes', (id, most) => {
	expect(working(example(id)).length).toBeLessThanOrEqual(most);
});

it('the example of an AI agent understands a voice note alone, and a picture alone', async () => {
	const { client } = stage.server.n8n;
	const { id } = await client.createWorkflow(example('evolutionAiAgent'));
	await client.listen(id);
	const { model } = stage;
	model.script.push('Heard.', 'Seen.');
	const from = '5511955554444';
	await stage.receive({ from, kind: 'audio', ptt: true, base64: OGG, mimetype: 'audio/ogg' });
	await until('the voice note has an answer', () => textsTo(stage.simulator, from).length > 0);
	expect(model.requests.at(-1)?.messages.at(-1)?.content).toBe('a spoken order');
	await stage.receive({ from, kind: 'image', base64: JPEG, mimetype: 'image/jpeg' });
	await until('the picture has one', () => textsTo(stage.simulator, from).length > 1);
	expect(JSON.stringify(model.requests.at(-1)?.messages)).toContain(JPEG);
});

const MODEL_NODES: Record<
	string,
	Array<[type: string, version: number, parameters: Record<string, unknown>]>
> = {
	voice: [
		['openAi', 1.8, { resource: 'audio', operation: 'transcribe' }],
		[
			'googleGemini',
			1,
			{ resource: 'audio', operation: 'transcribe', modelId: chosen, inputType: 'binary' },
		],
	],
	image: [
		[
			'openAi',
			1.8,
			{ resource: 'image', operation: 'analyze', modelId: chosen, inputType: 'base64' },
		],
		[
			'googleGemini',
			1,
			{ resource: 'image', operation: 'analyze', modelId: chosen, inputType: 'binary' },
		],
		[
			'anthropic',
			1,
			{ resource: 'image', operation: 'analyze', modelId: chosen, inputType: 'binary' },
		],
	],
};

it.each([
	['voice', { kind: 'audio', ptt: true, base64: OGG, mimetype: 'audio/ogg; codecs=opus' }],
	['image', { kind: 'image', base64: JPEG, mimetype: 'image/jpeg' }],
])(
	"the file of a message (%s) reaches the nodes of OpenAI, Google and Anthropic from the trigger's field",
	async (kind, message) => {
		const { client } = stage.server.n8n;
		const { credentials, model } = stage;
		const nodes = MODEL_NODES[kind].map(([type, typeVersion, parameters], index) => ({
			id: String(index + 10),
			name: `Node ${index}`,
			type: `@n8n/n8n-nodes-langchain.${type}`,
			typeVersion,
			position: [200, 200 * index] as [number, number],
			parameters,
			credentials,
		}));
		const { nodes: given, settings } = workflow();
		const [trigger] = given;
		const { id } = await client.createWorkflow({
			name: `Files: ${kind}`,
			nodes: [
				{
					...trigger,
					parameters: {
						...trigger.parameters,
						options: { downloadMedia: { values: { outputField: 'data' } } },
					},
				},
				...nodes,
			],
			connections: {
				[trigger.name]: {
					main: [nodes.map(({ name: node }) => ({ node, type: 'main', index: 0 }))],
				},
			},
			settings,
		});
		await client.listen(id);
		model.recordings.length = 0;
		await stage.receive({ from: ANA, ...message });
		let execution = '';
		await until('the workflow has run', async () => {
			execution = (await client.executions(id))[0]?.id ?? '';
			return execution !== '';
		});
		const { status, data } = await client.finished(execution);
		expect([status, data.resultData.error?.message]).toEqual(['success', undefined]);
		const content = kind === 'voice' ? 'OggS, not really' : 'a cake';
		expect(model.recordings).toContain(`Gemini ${content}`);
		if (kind === 'voice')
			expect(model.recordings).toContainEqual(expect.stringMatching(/\.ogg audio\/ogg$/));
		else expect(model.recordings).toContain(`Anthropic image/jpeg ${content}`);
		if (kind === 'image') expect(model.told).toContain(`data:image/jpeg;base64,${JPEG}`);
	},
);

it('a memory gets the chat history from Get Many through the Chat Memory Manager', async () => {
	const CLARA = '5511944443333';
	await stage.receive({ from: CLARA, kind: 'text', text: 'I like walnuts' });
	await stage.receive({ from: CLARA, fromMe: true, kind: 'text', text: 'Noted' });
	await letMessagesAge(stage);
	const { client } = stage.server.n8n;
	const { credentials } = stage;
	const given = workflow();
	const read = {
		authentication: 'globalKey',
		resource: 'message',
		operation: 'getMany',
		instance: { __rl: true, mode: 'name', value: 'demo' },
		filters: { chat: CLARA },
		options: { asChatHistory: true },
	};
	const inserted = { type: '={{ $json.type }}', message: '={{ $json.content }}' };
	const to = (node: string) => ({ node, type: 'main', index: 0 });
	const memory = [['AI Agent', 'Fill'].map((node) => ({ node, type: 'ai_memory', index: 0 }))];
	const { id } = await client.createWorkflow({
		...given,
		nodes: [
			{
				id: '10',
				name: 'By hand',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 400],
				parameters: {},
			},
			{
				id: '11',
				name: 'History',
				type: nodeType('evolutionApi'),
				typeVersion: 1,
				position: [200, 400],
				parameters: read,
				credentials,
			},
			{
				id: '12',
				name: 'Fill',
				type: '@n8n/n8n-nodes-langchain.memoryManager',
				typeVersion: 1.1,
				position: [400, 400],
				parameters: { mode: 'insert', messages: { messageValues: [inserted] } },
			},
			...given.nodes,
		],
		connections: {
			...given.connections,
			'By hand': { main: [[to('History')]] },
			History: { main: [[to('Fill')]] },
			'Simple Memory': { ai_memory: memory },
		},
	});
	const { status } = await client.finished(await client.run(id));
	expect(status).toBe('success');
	await client.listen(id);
	stage.model.script.push('Walnut cake.');
	await stage.receive({ from: CLARA, kind: 'text', text: 'What is for me?' });
	await until('the model is asked', () => stage.model.requests.length > 0);
	const said = stage.model.requests[0].messages.map(
		({ role, content }) => `${role}: ${String(content)}`,
	);
	expect(said.slice(-3)).toEqual([
		'user: I like walnuts',
		'assistant: Noted',
		'user: What is for me?',
	]);
});

function workflow(): NewWorkflow {
	const shared = {
		authentication: 'globalKey',
		instance: { __rl: true, mode: 'name', value: 'demo' },
	};
	const { credentials } = stage;
	const to = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
	return {
		name: 'Agent with defaults',
		nodes: [
			{
				id: '1',
				name: 'On message',
				type: nodeType('evolutionApiTrigger'),
				typeVersion: 2,
				position: [0, 0],
				parameters: { ...shared, events: ['MESSAGES_UPSERT'] },
				credentials,
			},
			{
				id: '2',
				name: 'AI Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 3,
				position: [200, 0],
				parameters: {},
			},
			{
				id: '3',
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				position: [200, 200],
				parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
				credentials,
			},
			{
				id: '4',
				name: 'Simple Memory',
				type: '@n8n/n8n-nodes-langchain.memoryBufferWindow',
				typeVersion: 1.3,
				position: [300, 200],
				parameters: {},
			},
			{
				id: '5',
				name: 'Reply',
				type: nodeType('evolutionApi'),
				typeVersion: 1,
				position: [500, 0],
				parameters: { authentication: 'globalKey', resource: 'message', operation: 'reply' },
				credentials,
			},
		],
		connections: {
			'On message': to('AI Agent', 'main'),
			'AI Agent': to('Reply', 'main'),
			Model: to('AI Agent', 'ai_languageModel'),
			'Simple Memory': to('AI Agent', 'ai_memory'),
		},
		settings: { executionOrder: 'v1' },
	};
}
