import type { N8nOptions } from '../../dev/n8n/driver';
import type { NewCredential, WorkflowNode } from '../../dev/n8n/types';
import { isOurType } from '../../dev/ourPackage';
import { freePort } from '../../dev/ports';
import { credentialsFor, exampleWorkflows } from '../../dev/workspace';
import { goOf } from '../../simulator/go/state/goInstance';
import { startSimulator, type Simulator } from '../../simulator/server';
import { ANA, BRUNO } from './support/exampleStage';
import { faultsIn } from './support/faults';
import { ModelServer } from './support/modelServer';
import { textsTo } from './support/textsTo';
import { Server, slowly, until } from './support/triggerStage';

// Tests conversations on Evolution Go in a real n8n, with the example workflows.

/** Options of n8n. A fixed port is added, so that n8n has the same address after each start. */
const options: Partial<N8nOptions> = { env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all' } };
const server = new Server(options);
const model = new ModelServer();
let go: Simulator;
const credentials = new Map<string, { readonly id: string; readonly name: string }>();

beforeAll(async () => {
	go = await startSimulator({ port: 0, seed: true, quiet: true, server: 'go' });
	await model.start();
	options.port = await freePort();
	await server.start();
	const { url, key } = go;
	for (const one of [...credentialsFor({ url, key }, 'go'), model.credential]) await keep(one);
});

afterAll(async () => {
	await server.end();
	await model.close();
	await go?.close();
});

async function keep(credential: NewCredential): Promise<void> {
	credentials.set(credential.type, await server.n8n.client.createCredential(credential));
}

/** @param edit changes the nodes, as JSON text. @returns the workflow's ID */
async function example(id: string, edit = (nodes: string) => nodes): Promise<string> {
	const found = exampleWorkflows().find((workflow) => workflow.id === id);
	if (found === undefined) throw new Error(`There is no example ${id}`);
	const nodes = found.nodes.map((node): WorkflowNode => {
		const type = isOurType(node.type)
			? 'evolutionGoKeyApi'
			: Object.keys(node.credentials ?? {})[0];
		const made = credentials.get(type ?? '');
		if (type === undefined || made === undefined) return node;
		const authentication = isOurType(node.type) ? { authentication: 'evolutionGo' } : {};
		return {
			...node,
			parameters: { ...node.parameters, ...authentication },
			credentials: { [type]: { id: made.id, name: made.name } },
		};
	});
	const edited = JSON.parse(edit(JSON.stringify(nodes))) as WorkflowNode[];
	const workflow = { ...found, id: undefined, nodes: edited };
	return (await server.n8n.client.createWorkflow(workflow)).id;
}

const gets = async (chat: string, text: string) =>
	await until(`${chat} gets ${text}`, () => textsTo(go, chat).some((got) => got.includes(text)));

async function post(path: string, body: object): Promise<void> {
	const headers = { 'content-type': 'application/json', apikey: go.key };
	const request = { method: 'POST', headers, body: JSON.stringify(body) };
	const { status } = await fetch(go.url + path, request);
	expect(status).toBeLessThan(300);
}

const writes = async (from: string, text: string, more: object = {}) =>
	await post('/_sim/instances/demo/receive', { from, kind: 'text', text, ...more });

const answers = async (text: string) =>
	await slowly(go, async () => await writes(ANA, text, { fromMe: true }));

const faultsOf = async (workflow: string) => (await faultsIn(server.n8n.client, workflow)).failed;

describe('the example Approve an order by WhatsApp on Evolution Go', () => {
	let workflow: string;
	beforeAll(async () => {
		workflow = await example('evolutionOrderApproval');
	});

	/** @returns the ID of the execution that has asked Bruno and waits */
	async function asked(): Promise<string> {
		const { client } = server.n8n;
		const before = textsTo(go, BRUNO).length;
		const id = await client.run(workflow);
		await until('Bruno is asked', () => textsTo(go, BRUNO).length > before);
		await until('it waits', async () => (await client.execution(id)).status === 'waiting');
		return id;
	}
	const isOver = async (id: string) => (await server.n8n.client.execution(id)).status === 'success';

	it('continues with the answer, although no workflow is active', async () => {
		const id = await asked();
		await writes(ANA, 'Yes');
		await writes(BRUNO, 'Yes');
		await gets(ANA, 'is on its way');
		await until('it is over', async () => await isOver(id));
		const demo = go.state.instances.get('demo');
		await until(
			'it has left the webhook',
			() => demo !== undefined && goOf(demo).row.webhook === 'disabled',
		);
		expect(await faultsOf(workflow)).toEqual([]);
	});
});

it('Evolution Go: the support bot is silent after a person answers on the phone, and can hand a chat over itself', async () => {
	const { client } = server.n8n;
	const workflow = await example('evolutionSupportBot');
	await client.listen(workflow);
	model.requests.length = 0;
	model.script.push('We open at seven.');
	await writes(ANA, 'When do you open?');
	await gets(ANA, 'We open at seven.');
	model.script.push('It costs nothing!');
	let thought = () => {};
	model.thinking = new Promise((resolve) => (thought = resolve));
	await writes(ANA, 'And the price?');
	await until('the agent thinks', () => model.requests.length === 2);
	await answers('20 €');
	thought();
	await writes(ANA, 'Thanks!');
	await until('the agent has nothing to say', async () => {
		const [newest] = await client.executions(workflow);
		return newest?.status === 'success' && model.requests.length === 2;
	});
	await answers('/bot');
	const summary = 'Wants a cake.';
	model.script.push({ call: 'Hand_over', with: { summary } }, 'Somebody will answer soon.');
	await writes(ANA, 'Can I talk to a person?');
	await gets(ANA, 'Somebody will answer soon.');
	expect(textsTo(go, BRUNO).at(-1)).toMatch(/> Can I talk to a person\?\n\nWants a cake\.$/);
	await writes(ANA, 'Hello?');
	await writes(BRUNO, 'Is it open?');
	await gets(BRUNO, 'Done.');
	expect(textsTo(go, ANA).join()).not.toContain('nothing');
	expect(JSON.stringify(model.requests)).not.toMatch(/Thanks!|Hello\?/);
	expect(await faultsOf(workflow)).toEqual([]);
	await client.leave(workflow);
});

it('Evolution Go: one workflow writes for three customers, each with the token in its item', async () => {
	const { client } = server.n8n;
	for (const name of ['bakery', 'garage', 'florist']) {
		await post('/instance/create', { name, token: `token of ${name}` });
		await post(`/_sim/instances/${name}/scan`, {});
	}
	await keep({
		name: 'Of the customer',
		type: 'evolutionGoKeyApi',
		data: { baseUrl: '={{ $json.server }}', instanceToken: '={{ $json.key }}' },
	});
	const { port } = new URL(go.url);
	const workflow = await example('evolutionThreeCustomers', (nodes) =>
		nodes
			.replaceAll('https://evolution.example.com', `http://127.0.0.1:${port}`)
			.replaceAll('https://whatsapp.example.org', `http://localhost:${port}`),
	);
	const { status } = await client.finished(await client.run(workflow));
	expect(status).toBe('success');
	expect(await faultsOf(workflow)).toEqual([]);
	expect(textsTo(go, ANA, 'bakery')).toEqual(['Your cake is ready.']);
	expect(textsTo(go, BRUNO, 'garage')).toEqual(['Your car is ready.']);
	expect(textsTo(go, ANA, 'florist')).toEqual(['Your flowers are on their way.']);
});
