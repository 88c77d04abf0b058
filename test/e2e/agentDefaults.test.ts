import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { AgentStage } from './support/agentStage';
import { until } from './support/triggerStage';

// Trigger, agent, memory and reply as n8n puts them on the canvas: nothing is typed.

const ANA = '5511988887777';
const stage = new AgentStage();

beforeAll(async () => await stage.start());
afterAll(async () => await stage.end());

const sent = () =>
	[...(stage.simulator.state.instances.get('demo')?.messages.newestFirst() ?? [])].filter(
		({ key }) => key.fromMe && key.remoteJid.startsWith(ANA),
	);

it('an agent with a memory answers, and knows what was said before', async () => {
	const { client } = stage.server.n8n;
	const { id } = await client.createWorkflow(workflow());
	await client.listen(id);
	stage.model.asked.length = 0;
	stage.model.script.splice(0, Infinity, 'We open at nine.', 'Until six.');
	const before = sent().length;
	await stage.receive({ from: ANA, kind: 'text', text: 'When do you open?' });
	await until('she has an answer', () => sent().length > before);
	await stage.receive({
		from: ANA,
		kind: 'image',
		caption: 'Is this a cake?',
		base64: 'iVBORw0KGgo=',
	});
	await until('she has another one', () => sent().length > before + 1);
	const [newest, first] = sent();
	expect(first.message.conversation).toBe('We open at nine.');
	expect(newest.message.conversation).toBe('Until six.');
	const said = stage.model.asked.at(-1)?.messages.map(({ content }) => content);
	expect(said).toEqual(
		expect.arrayContaining(['When do you open?', 'We open at nine.', 'Is this a cake?']),
	);
	await client.leave(id);
}, 120_000);

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
				parameters: { authentication: 'globalKey', resource: 'conversation', operation: 'reply' },
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
