import { PLATFORMS } from '../../simulator/routes/chatbot/platforms';
import { type Client, startClient } from './support/client';

const crash = (message: string) => ({
	status: 500,
	body: { status: 500, error: 'Internal Server Error', response: { message } },
});

const keyword = { triggerType: 'keyword', triggerOperator: 'equals', triggerValue: 'hi' };
const options = {
	expire: 20,
	keywordFinish: '#bye',
	delayMessage: 1000,
	unknownMessage: '?',
	listeningFromMe: true,
	stopBotFromMe: false,
	keepOpen: false,
	debounceTime: 3,
	ignoreJids: [],
	splitMessages: true,
	timePerChar: 7,
};

const OWN: Record<string, object> = {
	dify: { botType: 'chatBot', apiUrl: 'http://d', apiKey: 'k' },
	evoai: { agentUrl: 'http://a', apiKey: 'k' },
	evolutionBot: { apiUrl: 'http://e', apiKey: 'k' },
	flowise: { apiUrl: 'http://f', apiKey: 'k' },
	n8n: { webhookUrl: 'http://n', basicAuthUser: 'u', basicAuthPass: 'p' },
	openai: { botType: 'chatCompletion', model: 'gpt-4o', maxTokens: 100 },
	typebot: { url: 'http://t', typebot: 'tb' },
};

describe.each(PLATFORMS.map(({ name, label }) => [name, label]))(
	'simulator: bots of %s',
	(name, label) => {
		let client: Client;
		let own: object;
		const create = (body: object = {}) =>
			client.post(`/${name}/create/demo`, { enabled: true, ...own, ...keyword, ...body });
		const bots = async () => (await client.get(`/${name}/find/demo`)).body;

		beforeEach(async () => {
			client = await startClient({ seed: true });
			own = OWN[name];
			if (name !== 'openai') return;
			const creds = await client.post('/openai/creds/demo', { name: 'c', apiKey: 'sk-1' });
			own = { ...own, openaiCredsId: creds.body.id };
		});
		afterEach(() => client.simulator.close());

		it('are refused with an incomplete trigger, or with a second trigger for all messages', async () => {
			expect(await create({ triggerValue: undefined })).toMatchObject(
				crash('Trigger operator and value are required'),
			);
			expect(await create({ triggerType: 'advanced', triggerValue: undefined })).toMatchObject(
				crash('Trigger value is required'),
			);
			expect((await create({ triggerType: 'all' })).status).toBe(201);
			const other = { model: 'other', apiUrl: 'x', agentUrl: 'x', webhookUrl: 'x', url: 'x' };
			expect(await create({ triggerType: 'all', ...other })).toMatchObject(
				crash(
					`You already have a ${label} with an "All" trigger, you cannot have more bots while it is active`,
				),
			);
			expect(await bots()).toHaveLength(1);
		});

		it('cannot be updated or deleted when they do not exist, and are fetched as null', async () => {
			const body = { enabled: true, ...own, ...keyword };
			expect(await client.call('PUT', `/${name}/update/nope/demo`, body)).toMatchObject(
				crash(`Error updating ${label}`),
			);
			expect(await client.call('DELETE', `/${name}/delete/nope/demo`)).toMatchObject(
				crash(`Error deleting ${label} bot`),
			);
			expect(await client.get(`/${name}/fetch/nope/demo`)).toMatchObject({
				status: 200,
				body: null,
			});
		});

		it('are created, found, fetched, updated and deleted', async () => {
			const { status, body: bot } = await create(options);
			expect(status).toBe(201);
			expect(bot).toMatchObject({ enabled: true, ...own, ...keyword, ...options });
			expect(await bots()).toEqual([bot]);
			expect((await client.get(`/${name}/fetch/${bot.id}/demo`)).body).toEqual(bot);
			const changes = {
				enabled: false,
				...own,
				triggerType: 'none',
				description: 'new',
				expire: 99,
			};
			const updated = await client.call('PUT', `/${name}/update/${bot.id}/demo`, changes);
			expect(updated).toMatchObject({
				status: 200,
				body: { ...options, ...changes, id: bot.id, createdAt: bot.createdAt },
			});
			expect(await bots()).toEqual([updated.body]);
			expect(await client.call('DELETE', `/${name}/delete/${bot.id}/demo`)).toMatchObject({
				status: 200,
				body: { bot: { id: bot.id } },
			});
			expect(await bots()).toEqual([]);
		});

		it('cannot be found or fetched through another instance', async () => {
			const { body: bot } = await create();
			expect((await client.get(`/${name}/find/new-phone`)).body).toEqual([]);
			expect((await client.get(`/${name}/fetch/${bot.id}/new-phone`)).body).toBeNull();
		});

		it('take missing options from the settings', async () => {
			const credential = name === 'openai' ? { openaiCredsId: Object(own).openaiCredsId } : {};
			await client.post(`/${name}/settings/demo`, { ...options, ...credential });
			expect((await create()).body).toMatchObject({ expire: 20, keywordFinish: '#bye' });
		});

		it('are refused when the server has the platform switched off', async () => {
			client.simulator.config.disabled.push(name);
			expect(await client.get(`/${name}/find/demo`)).toMatchObject({
				status: 400,
				body: { response: { message: [`${label} is disabled`] } },
			});
		});
	},
);
