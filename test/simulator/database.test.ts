import { type Client, startClient } from './support/client';

const message = { number: '5511988887777', text: 'x' };

describe('simulator: a database that fails', () => {
	let client: Client;
	const send = (key?: string) =>
		client.call('POST', '/message/sendText/demo', message, key ?? client.simulator.key);
	const stored = () => client.simulator.state.instances.get('demo')?.messages.size;

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it('makes sending and reading fail with 500 and an instance key with 401, while the connection state is still answered', async () => {
		await client.post('/_sim/config', { databaseDown: true });
		const { status, body } = await send();
		expect(status).toBe(500);
		expect(body.response.message).toContain("Can't reach database server");
		expect((await client.post('/chat/findMessages/demo')).status).toBe(500);
		expect((await send('demo-token')).status).toBe(401);
		expect((await client.get('/instance/connectionState/demo')).status).toBe(200);
	});

	it('stores no row of a message that WhatsApp has accepted, and answers 400', async () => {
		await client.post('/_sim/config', { storeFails: true });
		const before = stored();
		const { status, body } = await send();
		expect(status).toBe(400);
		expect(body.response.message[0]).toMatch(/^PrismaClientKnownRequestError: .*message\.create/s);
		expect(stored()).toBe(before);
		expect((await client.post('/chat/findMessages/demo')).status).toBe(200);
	});
});

describe('simulator: a server that is set to store no messages', () => {
	let client: Client;
	const nowhere = '0@g.us';
	const edit = (id: string) =>
		client.post('/chat/updateMessage/demo', {
			number: nowhere,
			text: 'x',
			key: { id, remoteJid: nowhere, fromMe: true },
		});

	beforeEach(async () => {
		client = await startClient({ seed: true });
		await client.post('/_sim/config', { version: '2.3.7', storesMessages: false });
	});
	afterEach(() => client.simulator.close());

	it('sends and receives, but stores no messages', async () => {
		const count = async () =>
			(await client.post('/chat/findMessages/demo')).body.messages.total as number;
		const before = await count();
		const { status, body } = await client.post('/message/sendText/demo', message);
		expect(status).toBe(201);
		await client.post('/_sim/instances/demo/receive', { from: '34612345678', text: 'y' });
		expect(await count()).toBe(before);
		const where = { key: { id: body.key.id } };
		expect((await client.post('/chat/findMessages/demo', { where })).body.messages.records).toEqual(
			[],
		);
		expect(client.simulator.state.instances.get('demo')?.messages.get(body.key.id)).toBeDefined();
	});

	it('asks WhatsApp for nothing if an edit has an empty list of contacts instead of a text', async () => {
		const empty = () =>
			client.post('/chat/updateMessage/demo', {
				number: nowhere,
				contacts: { contacts: [] },
				key: { id: '0', remoteJid: nowhere, fromMe: true },
			});
		const demo = client.simulator.state.instances.get('demo');
		// The answer is the same without a connection, as long as an account is linked.
		for (const state of ['open', 'close'] as const) {
			Object.assign(demo ?? {}, { state });
			const { status, body } = await empty();
			expect([status, body.response.message]).toEqual([500, 'require atleast 1 contact']);
		}
		Object.assign(demo ?? {}, { state: 'connecting', paired: false });
		expect((await empty()).body.response.message).toContain("(reading 'id')");
		await client.post('/_sim/config', { storesMessages: true });
		expect((await empty()).body.response.message).toContain('Message not compatible');
	});

	it('passes an edit of an unknown message on to WhatsApp in 2.3.7, but refuses it in 2.3.0', async () => {
		const { status, body } = await edit('0');
		expect({ status, body }).toEqual({
			status: 500,
			body: {
				status: 500,
				error: 'Internal Server Error',
				response: { message: 'item-not-found' },
			},
		});
		await client.post('/_sim/config', { storesMessages: true });
		expect((await edit('0')).body.response.message).toContain('Message not compatible');
		await client.post('/_sim/config', { version: '2.3.0', storesMessages: false });
		expect((await edit('0')).body.response.message).toContain('Message not compatible');
	});
});
