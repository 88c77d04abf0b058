import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { credentialsFor } from '../../dev/workspace';
import { Server, Stage } from './support/triggerStage';

// Tests n8n in a company's network: its SSRF protection is on, and only allows one host name of the server.

const stage = new Stage();
const server = new Server({
	env: { N8N_SSRF_PROTECTION_ENABLED: 'true', N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost' },
});
const BLOCKED = 'The SSRF protection of n8n blocks';

beforeAll(async () => {
	await stage.start();
	await server.start();
}, 180_000);

afterAll(async () => {
	await server.end();
	await stage.end();
});

const byAddress = () => stage.simulator;
const byName = () => ({
	key: stage.simulator.key,
	url: stage.simulator.url.replace('127.0.0.1', 'localhost'),
});

async function send(simulator: { readonly url: string; readonly key: string }) {
	const { client } = server.n8n;
	const workflow: NewWorkflow = {
		name: `Send by ${simulator.url}`,
		nodes: [
			{
				id: '1',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: '2',
				name: 'Send',
				type: nodeType('evolutionApi'),
				typeVersion: 1,
				position: [220, 0],
				parameters: {
					authentication: 'globalKey',
					resource: 'message',
					operation: 'sendText',
					instance: { __rl: true, mode: 'name', value: 'demo' },
					recipient: { __rl: true, mode: 'number', value: '5511988887777' },
					text: 'hello',
				},
				credentials: { evolutionGlobalKeyApi: await server.credentialFor({ simulator }) },
			},
		],
		connections: { Start: { main: [[{ node: 'Send', type: 'main', index: 0 }]] } },
	};
	const { id } = await client.createWorkflow(workflow);
	const { resultData } = (await client.finished(await client.run(id))).data;
	return resultData.error as { message: string; description?: string } | undefined;
}

it('the SSRF protection of n8n blocks a send: the error says what the admin of n8n has to allow', async () => {
	const error = await send(byAddress());
	expect(error?.message).toBe(`${BLOCKED} ${stage.simulator.url}`);
	expect(error?.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES=127.0.0.1');
	expect(stage.simulator.state.requests.list()).toEqual([]);
}, 60_000);

it('the SSRF protection of n8n blocks the credential test and an activation: both errors say so', async () => {
	const { client } = server.n8n;
	const [credential] = credentialsFor(byAddress());
	expect((await client.testCredential(credential)).message).toContain(BLOCKED);
	const id = await server.create(stage, 'blocked');
	await expect(client.listen(id)).rejects.toThrow(BLOCKED);
}, 60_000);

it('a message is sent when the SSRF protection of n8n allows the host name of the server', async () => {
	expect(await send(byName())).toBeUndefined();
}, 60_000);
