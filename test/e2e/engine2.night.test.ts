import { nodeType } from '../../dev/ourPackage';
import type { NewWorkflow } from '../../dev/n8n/types';
import type { LocalService } from './support/queue/localService';
import { DATABASE_USER, startPostgres } from './support/queue/services';
import { Server, Stage, until } from './support/triggerStage';
import { ANA, messagesOf, start } from './support/waitStage';

// Tests n8n's Engine 2.0. It's a module that must be turned on, has its own database, and only runs workflows that choose it.

class Engine2Server extends Server {
	protected override readonly settings = { engineType: 'v2' };
}

const stage = new Stage();
let database: LocalService;
let server: Server;

beforeAll(async () => {
	await stage.start();
	database = await startPostgres();
	const address = `127.0.0.1:${database.port}`;
	server = new Engine2Server({
		env: {
			N8N_ENABLED_MODULES: 'engine-v2',
			N8N_ENGINE_DATABASE_URL: `postgres://${DATABASE_USER}@${address}/postgres`,
		},
	});
	await server.start();
}, 180_000);

afterAll(async () => {
	await server?.end();
	await database?.stop();
	await stage.end();
});

async function createCalled(name: string, parameters: object): Promise<string> {
	const { client } = server.n8n;
	const { authentication, credentials } = await server.keyOf(stage);
	const workflow: NewWorkflow = {
		name,
		nodes: [
			{
				id: '1',
				name: 'Start',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: `start-${name}`,
				parameters: { httpMethod: 'POST', path: `start-${name}`, responseMode: 'onReceived' },
			},
			{
				id: '2',
				name: 'WhatsApp',
				type: nodeType('evolutionApi'),
				typeVersion: 1,
				position: [220, 0],
				parameters: {
					authentication,
					instance: { __rl: true, mode: 'name', value: 'demo' },
					recipient: { __rl: true, mode: 'number', value: ANA },
					...parameters,
				},
				credentials,
			},
		],
		connections: { Start: { main: [[{ node: 'WhatsApp', type: 'main', index: 0 }]] } },
		settings: { engineType: 'v2' },
	};
	const { id } = await client.createWorkflow(workflow);
	await client.activate(id);
	return id;
}

async function runCalled(name: string, parameters: object) {
	const { client } = server.n8n;
	const workflow = await createCalled(name, parameters);
	await start(server, name, {});
	await until(`${name} is executed`, async () => (await client.executions(workflow)).length > 0);
	const [execution] = await client.executions(workflow);
	return await client.finished(execution?.id ?? '');
}

const isInChat = async (text: string) =>
	JSON.stringify(await messagesOf(stage, ANA)).includes(text);

it('a workflow on Engine 2.0 of n8n cannot be published with the trigger, and the error says why', async () => {
	const workflow = await server.create(stage, 'all');
	await expect(server.n8n.client.listen(workflow)).rejects.toThrow(
		'Engine 2.0 of n8n does not start workflows with this trigger',
	);
	expect(await stage.webhook()).toBeNull();
});

it('Send and Wait asks nothing on Engine 2.0 of n8n, and its error says why', async () => {
	const { status, data } = await runCalled('ask', {
		resource: 'message',
		operation: 'sendAndWait',
		message: 'How are you?',
		responseType: 'freeText',
	});
	expect(status).toBe('error');
	expect(JSON.stringify(data)).toContain('does not resume an execution that waits');
	expect(await isInChat('How are you?')).toBe(false);
});

it('Send Text sends on Engine 2.0 of n8n', async () => {
	const { status } = await runCalled('send', {
		resource: 'message',
		operation: 'sendText',
		text: 'Sent by Engine 2.0',
	});
	expect(status).toBe('success');
	expect(await isInChat('Sent by Engine 2.0')).toBe(true);
});
