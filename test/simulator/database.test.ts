import { type Client, startClient } from './support/client';

const message = { number: '5511988887777', text: 'x' };

describe('a database that fails', () => {
	let client: Client;
	const send = (key?: string) =>
		client.call('POST', '/message/sendText/demo', message, key ?? client.simulator.key);
	const stored = () => client.simulator.state.instances.get('demo')?.messages.size;

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it('lets nothing through but what the server has in memory, and no key of an instance', async () => {
		await client.post('/_sim/config', { databaseDown: true });
		const { status, body } = await send();
		expect(status).toBe(500);
		expect(body.response.message).toContain("Can't reach database server");
		expect((await client.post('/chat/findMessages/demo')).status).toBe(500);
		expect((await send('demo-token')).status).toBe(401);
		expect((await client.get('/instance/connectionState/demo')).status).toBe(200);
	});

	it('leaves no row of a message that WhatsApp has taken, and answers with 400', async () => {
		await client.post('/_sim/config', { storeFails: true });
		const before = stored();
		const { status, body } = await send();
		expect(status).toBe(400);
		expect(body.response.message[0]).toMatch(/^PrismaClientKnownRequestError: .*message\.create/s);
		expect(stored()).toBe(before);
		expect((await client.post('/chat/findMessages/demo')).status).toBe(200);
	});
});
