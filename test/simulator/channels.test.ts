import { type Client, startClient } from './support/client';

const number = '5511988887777';

describe('simulator: instances of other channels than WhatsApp Web', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient();
		await client.post('/instance/create', {
			instanceName: 'biz',
			integration: 'WHATSAPP-BUSINESS',
		});
		await client.post('/instance/create', { instanceName: 'evo', integration: 'EVOLUTION' });
	});
	afterAll(() => client.simulator.close());

	it('send templates on WHATSAPP-BUSINESS only', async () => {
		const template = { number, name: 'hello', language: 'en_US' };
		expect(
			(await client.post('/message/sendTemplate/biz', template)).body.message.conversation,
		).toBe('▶️hello◀️');
		expect((await client.post('/message/sendTemplate/evo', template)).status).toBe(400);
	});
});
