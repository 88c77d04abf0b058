import { hang, open } from '../../simulator/whatsapp/life';
import { type Client, startClient, until } from './support/client';

const BAILEYS = 'WHATSAPP-BAILEYS';

describe('simulator: life of an instance', () => {
	let client: Client;
	const create = (body: object) => client.post('/instance/create', body);
	const stateOf = async (name: string) =>
		(await client.get(`/instance/connectionState/${encodeURIComponent(name)}`)).body.instance
			?.state;

	beforeEach(async () => {
		client = await startClient();
		client.simulator.config.deleteDelayMs = 50;
	});
	afterEach(() => client.simulator.close());

	it('goes from close over connecting to open when its QR code is scanned', async () => {
		await create({ instanceName: 'a', integration: BAILEYS });
		expect(await stateOf('a')).toBe('close');
		const first = (await client.get('/instance/connect/a')).body;
		expect(first).toMatchObject({ pairingCode: null, count: 1 });
		const png = Buffer.from(first.base64.split(',')[1], 'base64');
		expect(png.subarray(1, 4).toString()).toBe('PNG');
		expect(await stateOf('a')).toBe('connecting');
		expect((await client.get('/instance/connect/a?number=5511999998888')).body).toEqual(first);
		await client.post('/_sim/instances/a/scan');
		expect(await stateOf('a')).toBe('open');
		expect((await client.get('/instance/connect/a')).body).toEqual({
			instance: { instanceName: 'a', state: 'open' },
		});
	});

	it('returns a pairing code for a number', async () => {
		await create({ instanceName: 'a', integration: BAILEYS });
		const { body } = await client.get('/instance/connect/a?number=5511999998888');
		expect(body.pairingCode).toMatch(/^[A-Z0-9]{8}$/);
	});

	it('reconnects after a lost connection, but not after a log-out on the phone', async () => {
		await create({ instanceName: 'a', integration: BAILEYS, qrcode: true });
		await client.post('/_sim/instances/a/scan');
		await client.post('/_sim/instances/a/close', { reason: 428 });
		expect(await stateOf('a')).toBe('close');
		expect((await client.get('/instance/connect/a')).body).toEqual({ count: 0 });
		expect(await until(async () => (await stateOf('a')) === 'open')).toBe(true);
		await client.post('/_sim/instances/a/close', { reason: 401 });
		expect((await client.get('/instance/connect/a')).body.count).toBe(1);
		const [shown] = (await client.get('/instance/fetchInstances?instanceName=a')).body;
		expect(shown).toMatchObject({ connectionStatus: 'connecting', disconnectionReasonCode: 401 });
	});

	it('can be restarted while it hangs in the state "connecting", and is open a moment later', async () => {
		await create({ instanceName: 'a', integration: BAILEYS });
		const { state } = client.simulator;
		const instance = state.instances.get('a');
		if (instance === undefined) throw new Error('The instance is gone');
		open(state, instance);
		hang(state, instance);
		expect(await client.post('/instance/restart/a')).toMatchObject({
			status: 200,
			body: { count: 0 },
		});
		expect(await until(async () => (await stateOf('a')) === 'open')).toBe(true);
	});

	it('keeps its name reserved for a moment after it was deleted', async () => {
		const body = { instanceName: 'a', integration: BAILEYS };
		client.simulator.config.deleteDelayMs = 2000;
		await create(body);
		expect((await client.call('DELETE', '/instance/delete/a')).body.status).toBe('SUCCESS');
		expect((await create(body)).status).toBe(403);
		expect((await client.call('DELETE', '/instance/delete/a')).status).toBe(404);
		expect(await until(async () => (await create(body)).status === 201)).toBe(true);
	});

	it.each(['na me ü', 'a/b', 'x?y#z', '..', '__proto__', 'constructor'])(
		'may be called %s',
		async (name) => {
			expect((await create({ instanceName: name, integration: 'EVOLUTION' })).status).toBe(201);
			const path = `/instance/connectionState/${encodeURIComponent(name).replaceAll('.', '%2E')}`;
			// URL parsers resolve ".." in any encoding. That request wouldn't reach the real server either.
			const expected = name === '..' ? 404 : 200;
			expect((await client.get(path)).status).toBe(expected);
		},
	);

	it('is found by number, and all of them are without a name', async () => {
		await create({ instanceName: 'a', integration: 'EVOLUTION', number: '5511900000001' });
		await create({ instanceName: 'b', integration: BAILEYS, token: 'b-token' });
		const names = async (query: string, key?: string) =>
			(await client.call('GET', `/instance/fetchInstances${query}`, undefined, key)).body.map(
				({ name }: { name: string }) => name,
			);
		expect(await names('')).toEqual(['a', 'b']);
		expect(await names('?instanceName=')).toEqual(['a', 'b']);
		expect(await names('?number=5511900000001')).toEqual(['a']);
		expect(await names('', 'b-token')).toEqual(['b']);
	});

	it('is created with the given settings, WebSocket and Chatwoot, and the answer has them', async () => {
		const { body } = await create({
			instanceName: 'a',
			integration: BAILEYS,
			rejectCall: true,
			msgCall: 'no calls',
			websocket: { enabled: true, events: ['CALL'] },
			chatwootAccountId: '1',
			chatwootToken: 't',
			chatwootUrl: 'https://chat.example.com',
		});
		expect(body.settings).toMatchObject({
			rejectCall: true,
			msgCall: 'no calls',
			groupsIgnore: false,
		});
		expect(body.websocket).toEqual({ enabled: true });
		expect(body.chatwoot).toMatchObject({
			enabled: true,
			accountId: '1',
			webhookUrl: `${client.simulator.url}/chatwoot/webhook/a`,
		});
	});
});
