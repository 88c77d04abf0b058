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
		client.simulator.config.unknownNumbers = ['5511988880000'];
	});
	afterAll(() => client.simulator.close());

	it('answer an error of the Graph API with status 201 and no message key', async () => {
		const { status, body } = await client.post('/message/sendText/biz', {
			number: '5511988880000',
			text: 'x',
		});
		expect([status, body.key, body.code]).toEqual([201, undefined, 131030]);
	});

	it('cannot send polls', async () => {
		const poll = { number, name: 'Q', selectableCount: 1, values: ['a', 'b'] };
		const messages = [];
		for (const name of ['biz', 'evo']) {
			messages.push(
				(await client.post(`/message/sendPoll/${name}`, poll)).body.response.message[0],
			);
		}
		expect(messages).toEqual([
			'Method not available on WhatsApp Business API',
			'Method not available on Evolution Channel',
		]);
	});

	it('send templates on WHATSAPP-BUSINESS only', async () => {
		const template = { number, name: 'hello', language: 'en_US' };
		expect(
			(await client.post('/message/sendTemplate/biz', template)).body.message.conversation,
		).toBe('▶️hello◀️');
		expect((await client.post('/message/sendTemplate/evo', template)).status).toBe(400);
	});
});
