import { type Client, startClient } from './support/client';
import { type Collector, startCollector } from './support/collector';

const jid = '5511988887777@s.whatsapp.net';
const typebot = { url: 'http://typebot.example', typebot: 'tb' };
const bot = { enabled: true, triggerType: 'none', ...typebot };

describe('simulator: sessions of chatbots', () => {
	let client: Client;
	let hook: Collector;
	let botId: string;

	const start = (body: object = {}) =>
		client.post('/typebot/start/demo', { remoteJid: jid, ...typebot, ...body });
	const sessions = async (id = botId, name = 'typebot') =>
		(await client.get(`/${name}/fetchSessions/${id}/demo`)).body;
	const change = (status: string, name = 'typebot') =>
		client.post(`/${name}/changeStatus/demo`, { remoteJid: jid, status });

	beforeEach(async () => {
		client = await startClient({ seed: true });
		hook = await startCollector();
		const webhook = { enabled: true, url: hook.url, events: [] };
		await client.post('/webhook/set/demo', { webhook });
		botId = (await client.post('/typebot/create/demo', bot)).body.id;
	});
	afterEach(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('do not start in an ignored chat or kind of chat', async () => {
		for (const remoteJid of [jid, '@s.whatsapp.net']) {
			await client.post('/typebot/ignoreJid/demo', { remoteJid, action: 'add' });
			const refused = { status: 500, body: { response: { message: 'Jid not allowed' } } };
			expect(await start({ startSession: true })).toMatchObject(refused);
			await client.post('/typebot/ignoreJid/demo', { remoteJid, action: 'remove' });
		}
		expect(await sessions()).toEqual([]);
	});

	it('do not start while the instance has no bot settings', async () => {
		const { status, body } = await client.post('/typebot/start/new-phone', {
			remoteJid: jid,
			...typebot,
		});
		expect(status).toBe(500);
		expect(body.response.message).toMatch(/^Cannot read properties of null/);
	});

	it('start with an empty answer if the Typebot server cannot be reached', async () => {
		const { status, body, headers } = await start({ url: 'http://typebot.invalid' });
		expect([status, body]).toEqual([200, '']);
		expect(headers.get('content-type')).toMatch('application/json');
	});

	it('replace an older session of the chat when they start, and contain the global API key', async () => {
		const variables = [{ name: 'plan', value: 'pro' }];
		await start({ startSession: true, variables });
		const { body } = await start({ startSession: true, variables });
		expect(body.typebot).toEqual({
			instanceName: 'demo',
			typebot: { ...typebot, remoteJid: jid, prefilledVariables: { plan: 'pro' } },
		});
		const all = await sessions();
		expect(all).toHaveLength(1);
		expect(all[0]).toMatchObject({ botId, remoteJid: jid, status: 'opened', type: 'typebot' });
		expect(all[0].parameters).toMatchObject({ plan: 'pro', apiKey: client.simulator.key });
	});

	it('create a bot when they start for a Typebot flow that has none yet', async () => {
		await start({ startSession: true, typebot: 'new' });
		const { body } = await client.get('/typebot/find/demo');
		expect(body.map((entry: { typebot: string }) => entry.typebot)).toEqual(['tb', 'new']);
	});

	it('are not created by a start without startSession, which only sends a webhook event', async () => {
		await start();
		const { body } = await hook.wait('typebot.start');
		expect(body.data.url).toBe('http://typebot.example/api/v1/sendMessage');
		expect(await sessions()).toEqual([]);
	});

	it('change their status, and the answer has the number of changed sessions', async () => {
		expect((await change('paused')).body.bot.bot.session).toEqual({ count: 0 });
		await start({ startSession: true });
		expect((await change('paused')).body).toEqual({
			bot: {
				instanceName: 'demo',
				bot: { remoteJid: jid, status: 'paused', session: { count: 1 } },
			},
		});
		expect((await sessions())[0].status).toBe('paused');
		await hook.wait(
			'typebot.change-status',
			({ body }) => body.data.status === 'paused' && body.data.session !== null,
		);
	});

	it('are removed when they are closed or deleted, but kept when they are closed with keepOpen', async () => {
		await start({ startSession: true });
		expect((await change('delete')).body).toEqual({ bot: { remoteJid: jid, status: 'delete' } });
		expect(await sessions()).toEqual([]);
		await start({ startSession: true });
		const closed = { instanceName: 'demo', bot: { remoteJid: jid, status: 'closed' } };
		expect((await change('closed')).body).toEqual({ bot: closed });
		expect(await sessions()).toEqual([]);
		const rules = { expire: 0, keywordFinish: '', delayMessage: 0, unknownMessage: '' };
		const keep = { listeningFromMe: false, stopBotFromMe: false, keepOpen: true };
		await client.post('/typebot/settings/demo', { ...rules, ...keep });
		await start({ startSession: true });
		await change('closed');
		expect((await sessions())[0].status).toBe('closed');
	});

	it('of platforms other than Typebot can be created by a test, and are deleted with their bot', async () => {
		const own = { enabled: true, triggerType: 'none', apiUrl: 'http://f' };
		const { body } = await client.post('/flowise/create/demo', own);
		const session = { platform: 'flowise', botId: body.id, remoteJid: jid };
		const path = '/_sim/instances/demo/sessions';
		expect((await client.post(path, { ...session, botId: 'nope' })).status).toBe(400);
		expect((await client.post(path, { ...session, status: 'gone' })).status).toBe(400);
		expect((await client.post(path, session)).status).toBe(201);
		expect(await sessions(body.id, 'flowise')).toHaveLength(1);
		expect(await sessions()).toEqual([]);
		expect((await change('paused', 'flowise')).body.bot.bot.session).toEqual({ count: 1 });
		await client.call('DELETE', `/flowise/delete/${body.id}/demo`);
		expect(await sessions('any', 'flowise')).toEqual([]);
	});
});
