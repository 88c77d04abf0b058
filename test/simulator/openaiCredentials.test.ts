import { type Client, startClient } from './support/client';

const crash = (message: string) => ({ status: 500, body: { response: { message } } });

describe('simulator: OpenAI credentials of the server', () => {
	let client: Client;
	const create = (name: string, apiKey: string, instance = 'demo') =>
		client.post(`/openai/creds/${instance}`, { name, apiKey });
	const remove = (id: string) => client.call('DELETE', `/openai/creds/${id}/demo`);
	const bot = (openaiCredsId: string, more: object) => ({
		enabled: true,
		triggerType: 'none',
		openaiCredsId,
		...more,
	});

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it('have a name and a key that are unique on the whole server', async () => {
		await create('a', 'sk-1', 'new-phone');
		expect(await create('a', 'sk-2')).toMatchObject(crash('Error creating openai creds'));
		expect(await create('b', 'sk-1')).toMatchObject({
			status: 400,
			body: {
				response: {
					message: ['This API key is already registered. Please use a different API key.'],
				},
			},
		});
		await create('c', 'sk-3');
		expect(await create('c', 'sk-4')).toMatchObject({
			status: 400,
			body: {
				response: {
					message: ['This credential name is already in use. Please choose a different name.'],
				},
			},
		});
	});

	it('cannot be deleted when they are not there', async () => {
		expect(await remove('nope')).toMatchObject(crash('Openai Creds not found'));
	});

	it('are listed and deleted, with the bots that use them', async () => {
		const used = (await create('a', 'sk-1')).body.id;
		const other = (await create('b', 'sk-2')).body.id;
		await client.post('/openai/create/demo', bot(used, { botType: 'assistant', assistantId: '1' }));
		await client.post(
			'/openai/create/demo',
			bot(other, { botType: 'assistant', assistantId: '2' }),
		);
		const { body } = await client.get('/openai/creds/demo');
		expect(body).toMatchObject([{ name: 'a', apiKey: 'sk-1', OpenaiAssistant: [] }, { name: 'b' }]);
		expect((await remove(other)).body).toEqual({ openaiCreds: { id: other } });
		expect((await client.get('/openai/creds/demo')).body).toHaveLength(1);
		expect((await client.get('/openai/find/demo')).body).toHaveLength(1);
	});

	it('are required by a bot, which also needs an assistant ID, or a model and its maximum of tokens', async () => {
		const chat = { botType: 'chatCompletion', model: 'gpt-4o', maxTokens: 1 };
		expect(await client.post('/openai/create/demo', bot('nope', chat))).toMatchObject(
			crash('Error setting default settings'),
		);
		const { id } = (await create('a', 'sk-1')).body;
		for (const [own, message] of [
			[{ botType: 'assistant' }, 'Assistant ID is required'],
			[{ botType: 'chatCompletion' }, 'Model is required'],
			[{ botType: 'chatCompletion', model: 'm' }, 'Max tokens is required'],
		] as const) {
			expect(await client.post('/openai/create/demo', bot(id, own))).toMatchObject(crash(message));
		}
	});

	it('list the models of the named credential, or else of that in the settings', async () => {
		const models = (query = '') => client.get(`/openai/getModels/demo${query}`);
		expect(await models()).toMatchObject(crash('Settings not found'));
		expect(await models('?openaiCredsId=nope')).toMatchObject(
			crash('OpenAI credentials not found for the provided ID'),
		);
		const { id } = (await create('b', 'sk-1')).body;
		expect((await models(`?openaiCredsId=${id}`)).body[0]).toMatchObject({ id: 'gpt-4o' });
		await client.post('/openai/create/demo', bot(id, { botType: 'assistant', assistantId: '1' }));
		expect((await models()).body).toHaveLength(4);
	});
});
