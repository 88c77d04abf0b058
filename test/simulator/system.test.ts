import { type Client, startClient } from './support/client';
import { type Collector, startCollector } from './support/collector';

describe('simulator: system routes', () => {
	let client: Client;
	let hook: Collector;

	beforeEach(async () => {
		client = await startClient({ seed: true });
		hook = await startCollector();
		const webhook = { url: hook.url, events: [] };
		const evo = { instanceName: 'evo', integration: 'EVOLUTION', number: '5511900000002', webhook };
		await client.post('/instance/create', evo);
	});
	afterEach(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('/verify-creds accepts only the global key', async () => {
		const check = (key: string) => client.call('POST', '/verify-creds', {}, key);
		expect((await check('')).status).toBe(401);
		expect((await check('demo-token')).status).toBe(401);
		expect((await check(client.simulator.key)).body.message).toBe('Credentials are valid');
	});

	it('message IDs can be generated from 2.4 on, for instances whose phone was connected', async () => {
		const id = (instance: string) => client.get(`/baileys/generateMessageID/${instance}`);
		expect((await id('demo')).body.response.message).toEqual([
			'Cannot GET /baileys/generateMessageID/demo',
		]);
		client.simulator.config.version = '2.4.0';
		expect((await id('new-phone')).status).toBe(500);
		expect((await id('evo')).status).toBe(400);
		const { status, body } = await id('demo');
		expect(status).toBe(200);
		expect(body).toMatch(/^3EB0[0-9A-F]{18}$/);
		const sent = { number: '5511988887777', text: 'x', messageId: body };
		expect((await client.post('/message/sendText/demo', sent)).body.key.id).toBe(body);
	});

	it('metrics are off by default, and are text once they are switched on', async () => {
		expect((await client.get('/metrics')).status).toBe(404);
		await client.post('/_sim/config', { disabled: [] });
		const { status, body, headers } = await client.call('GET', '/metrics', undefined, '');
		expect([status, headers.get('content-type')]).toEqual([
			200,
			'text/plain; version=0.0.4; charset=utf-8',
		]);
		const lines = body.split('\n');
		expect(lines).toContain('evolution_instances_total 3');
		expect(lines).toContain(
			'evolution_instance_up{instance="demo",integration="WHATSAPP-BAILEYS"} 1',
		);
		expect(lines).toContain(
			'evolution_instance_state{instance="new-phone",integration="WHATSAPP-BAILEYS",state="close"} 1',
		);
	});

	describe('a message from elsewhere for an EVOLUTION instance', () => {
		const message = {
			numberId: '5511900000002',
			key: { remoteJid: '5511988887777', fromMe: false, id: 'EVIN1' },
			pushName: 'Ann',
			message: { conversation: 'inbound' },
			messageType: 'conversation',
		};
		const send = (body: object) => client.call('POST', '/webhook/evolution', body, '');

		it('gets an empty answer for an unknown number and for an instance with a phone', async () => {
			expect(await send({ ...message, numberId: '000' })).toMatchObject({ status: 200, body: '' });
			expect(await send({ ...message, numberId: '5511900000001' })).toMatchObject({ body: '' });
		});

		it('is answered with success when it has no content, and nothing is stored', async () => {
			expect((await send({ numberId: message.numberId })).body).toEqual({ status: 'success' });
			expect((await client.get('/_sim/instances/evo/messages')).body).toEqual([]);
		});

		it('is stored, and delivered with its contact and its chat', async () => {
			expect((await send(message)).body).toEqual({ status: 'success' });
			const { body } = await hook.wait('messages.upsert');
			expect(body.data).toMatchObject({ key: message.key, message: message.message });
			await hook.wait('contacts.upsert');
			await hook.wait('chats.upsert');
			await send({ ...message, key: { ...message.key, id: 'EVIN2' } });
			await hook.wait('chats.update');
			const stored = await client.get('/_sim/instances/evo/messages?chat=5511988887777');
			expect(stored.body).toMatchObject([
				{ id: 'EVIN1', text: 'inbound' },
				{ id: 'EVIN2', text: 'inbound' },
			]);
		});
	});
});
