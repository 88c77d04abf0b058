import { readFileSync } from 'node:fs';

import { connect, open } from '../../simulator/whatsapp/life';
import { startFront, type FrontOfN8n } from '../support/frontOfN8n';
import { Server, Stage, until } from './support/triggerStage';
import { ANA, createAsking, messagesOf, start } from './support/waitStage';

// Tests a real n8n behind a proxy that serves it below a path. n8n itself can't reach the proxy, because there is no hairpin
// NAT.

const stage = new Stage();
let front: FrontOfN8n;
let server: Server;

beforeAll(async () => {
	await stage.start();
	front = await startFront(() => server.n8n.url, { prefix: 'stripped', hasHairpin: true });
	server = new Server({ env: { N8N_WEBHOOK_URL: front.url, N8N_EDITOR_BASE_URL: front.url } });
	await server.start();
}, 180_000);

afterAll(async () => {
	await server?.end();
	await front?.close();
	await stage.end();
});

async function another(name: string) {
	const { state } = stage.simulator;
	await stage.ask('POST', '/instance/create', {
		instanceName: name,
		integration: 'WHATSAPP-BAILEYS',
	});
	const instance = state.instances.get(name);
	if (instance === undefined) throw new Error('It was not created');
	await connect(state, instance);
	open(state, instance);
	return instance;
}

const arrives = async (name: string, text: string) =>
	await until(`${text} came`, () => stage.counts(`/${name}/production`)[text] === 1, 60_000);

const said = () => readFileSync(server.n8n.logFile, 'utf8');

it('with an inside Base URL the prefix of the public address is left out, and events come', async () => {
	const options = { connection: { values: { baseUrl: server.n8n.url } } };
	const instance = await another('inside');
	const id = await server.create(stage, 'inside', {
		instance: { __rl: true, mode: 'name', value: 'inside' },
		options,
	});
	await server.n8n.client.listen(id);
	await stage.sim('/_sim/instances/inside/receive', { from: ANA, kind: 'text', text: 'direct' });
	await arrives('inside', 'direct');
	expect(instance.webhook?.url).toContain(`${server.n8n.url}/webhook/`);
}, 60_000);

it('one wrong Base URL starves no other workflow: the server sends to the right one within a minute', async () => {
	await another('two');
	const ofTwo = (baseUrl: string) => ({
		instance: { __rl: true, mode: 'name', value: 'two' },
		options: { connection: { values: { baseUrl } } },
	});
	const bad = await server.create(stage, 'bad', ofTwo('http://127.0.0.1:1'));
	await server.n8n.client.listen(bad);
	const good = await server.create(stage, 'good', ofTwo(server.n8n.url));
	await server.n8n.client.listen(good);
	await stage.sim('/_sim/instances/two/receive', { from: ANA, kind: 'text', text: 'early' });
	await arrives('good', 'early');
	await stage.sim('/_sim/instances/two/receive', { from: ANA, kind: 'text', text: 'late' });
	await arrives('good', 'late');
	await arrives('bad', 'late');
	expect(said()).toContain('No event reaches the workflow "bad"');
}, 120_000);

it('nobody is asked whose answer n8n would refuse, because a proxy takes a part of the path off', async () => {
	front.hasHairpin = false;
	await createAsking(stage, server, 'in-chat');
	await createAsking(stage, server, 'on-page', { responseType: 'approval', showChoicesAs: 'page' });
	for (const name of ['in-chat', 'on-page']) {
		await start(server, name, { to: ANA, message: `Will you come (${name})?` });
		const [item] = await stage.collector.settled(`/${name}/error`, 1);
		expect(String(item.error)).toMatch(
			/^Nothing was asked, because .*n8n refuses its own link.*N8N_WEBHOOK_URL/,
		);
	}
	expect(JSON.stringify(await messagesOf(stage, ANA))).not.toContain('Will you come');
}, 60_000);
