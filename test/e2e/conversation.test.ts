import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { eachTestOn, SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';

// Tests a conversation in a real n8n: the trigger, *Combine Messages*, a node that removes the chat from the item, and *Reply*.

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const CARLA = '5511966665555';

const stage = eachTestOn(new SharedStage());
const { server } = stage;
let workflowId = '';

interface View {
	readonly fromMe: boolean;
	readonly text: string;
	readonly quoted?: { readonly text: string };
}

beforeEach(async () => {
	const { client } = server.n8n;
	const credentials = { evolutionGlobalKeyApi: await server.credentialFor(stage) };
	const { id } = await client.createWorkflow(workflow(credentials));
	workflowId = id;
	await client.listen(id);
});

it('Combine Messages: five messages within three seconds are answered once, with all five in order', async () => {
	const words = ['I', 'would', 'like', 'a', 'pizza'];
	const steps = words.map((text, index) => ({ afterMs: index < 2 ? 0 : 700, text, from: ANA }));
	await play(steps);
	await play([{ afterMs: 1000, from: BRUNO, text: 'Hello?' }]);
	await until('there is an answer to each', async () => {
		// One answer to Ana is already in the demo data.
		return (await answers(ANA)).length > 1 && (await answers(BRUNO)).length > 0;
	});
	await stage.settled();
	expect((await answers(ANA)).slice(1)).toEqual([
		{
			text: 'You said: Great, I am waiting for the first message, I, would, like, a, pizza',
			quoted: 'pizza',
		},
	]);
	expect(await answers(BRUNO)).toEqual([{ text: 'You said: Hello?', quoted: 'Hello?' }]);
});

it('Combine Messages does not output a message again that was already answered', async () => {
	await play([{ from: BRUNO, text: 'A pizza, please' }]);
	await until('there is an answer', async () => (await answers(BRUNO)).length > 0);
	await play([
		{ from: BRUNO, text: 'With' },
		{ afterMs: 300, from: BRUNO, text: 'mushrooms' },
	]);
	await until('there is another answer', async () => (await answers(BRUNO)).length > 1);
	await stage.settled();
	expect(await answers(BRUNO)).toEqual([
		{ text: 'You said: A pizza, please', quoted: 'A pizza, please' },
		{ text: 'You said: With, mushrooms', quoted: 'mushrooms' },
	]);
});

it('Combine Messages: a picture that the trigger filters out does not delay the answer', async () => {
	const picture = { kind: 'image', base64: 'AAAA', mimetype: 'image/png' };
	await play([
		{ from: BRUNO, text: 'Look' },
		{ afterMs: 500, from: BRUNO, ...picture },
	]);
	await until('there is an answer', async () => (await answers(BRUNO)).length > 0);
	await stage.settled();
	expect(await answers(BRUNO)).toEqual([{ text: 'You said: Look', quoted: 'Look' }]);
});

it('a person whose execution of Combine Messages was stopped by hand gets an answer with the next message', async () => {
	const { client } = server.n8n;
	await play(['One', 'moment', 'please…'].map((text) => ({ from: CARLA, text })));
	await until('they are overtaken, but for the last', async () => {
		const all = await client.executions(workflowId);
		return all.length === 3 && (await running()).length === 1;
	});
	const [last] = await running();
	await client.stop(last.id);
	await until('it is stopped', async () => (await client.execution(last.id)).status === 'canceled');
	await stage.settled();
	expect(await answers(CARLA)).toEqual([]);
	await play([{ from: CARLA, text: 'now' }]);
	await until('there is an answer', async () => (await answers(CARLA)).length > 0);
	await stage.settled();
	expect(await answers(CARLA)).toEqual([
		{ text: 'You said: One, moment, please…, now', quoted: 'now' },
	]);
});

const running = async () =>
	(await server.n8n.client.executions(workflowId)).filter(({ status }) => status === 'running');

async function play(steps: object[]): Promise<void> {
	const texts = steps.map((step) => ({ kind: 'text', ...step }));
	await stage.sim('/_sim/instances/demo/plans', { steps: texts });
}

async function answers(number: string): Promise<Array<{ text: string; quoted?: string }>> {
	const route = `/_sim/instances/demo/messages?chat=${number}@s.whatsapp.net`;
	const views = (await stage.ask('GET', route)) as View[];
	return views
		.filter(({ fromMe }) => fromMe)
		.map(({ text, quoted }) => ({ text, ...(quoted ? { quoted: quoted.text } : {}) }));
}

function workflow(credentials: object): NewWorkflow {
	const chain = (...names: string[]) =>
		Object.fromEntries(
			names
				.slice(1)
				.map((node, index) => [names[index], { main: [[{ node, type: 'main', index: 0 }]] }]),
		);
	const conversation = (name: string, parameters: object) => ({
		id: name,
		name,
		type: nodeType('evolutionApi'),
		typeVersion: 1,
		position: [0, 0],
		parameters: { authentication: 'globalKey', ...parameters },
		credentials,
	});
	return {
		name: 'Conversation',
		nodes: [
			{
				id: 'trigger',
				name: 'WhatsApp',
				type: nodeType('evolutionApiTrigger'),
				typeVersion: 2,
				position: [0, 0],
				parameters: {
					authentication: 'globalKey',
					instance: { __rl: true, mode: 'name', value: 'demo' },
					events: ['MESSAGES_UPSERT'],
					filters: { messageTypes: ['text'] },
				},
				credentials,
			},
			conversation('Wait', {
				resource: 'conversation',
				operation: 'combineMessages',
				debounceTime: '={{ $json.text.endsWith("…") ? 120 : 8 }}',
				maxWait: 120,
			}),
			{
				id: 'forget',
				name: 'Forget',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				position: [0, 0],
				parameters: {
					jsCode:
						'return $input.all().map(({ json }) => ({ output: "You said: " + json.messages.map(({ text }) => text).join(", ") }));',
				},
			},
			conversation('Reply', {
				resource: 'message',
				operation: 'reply',
				text: '={{ $json.output }}',
				options: { quote: true },
			}),
		],
		connections: chain('WhatsApp', 'Wait', 'Forget', 'Reply'),
	} as NewWorkflow;
}
