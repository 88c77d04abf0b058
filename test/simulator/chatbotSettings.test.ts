import { type Client, startClient } from './support/client';

const jid = '5511988887777@s.whatsapp.net';
const failed = { status: 500, body: { response: { message: 'Error setting default settings' } } };
const basic = {
	expire: 20,
	keywordFinish: '#bye',
	delayMessage: 1000,
	unknownMessage: '?',
	listeningFromMe: true,
	stopBotFromMe: false,
};
const settings = {
	...basic,
	keepOpen: false,
	debounceTime: 3,
	ignoreJids: [],
	splitMessages: true,
	timePerChar: 7,
};
const dify = { enabled: true, botType: 'agent', triggerType: 'none', apiUrl: 'http://d' };

describe('simulator: settings of bots', () => {
	let client: Client;

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it('are refused with a fallback bot that does not exist', async () => {
		const given = { ...settings, fallbackId: 'nope' };
		expect(await client.post('/dify/settings/demo', given)).toMatchObject(failed);
		expect((await client.get('/dify/fetchSettings/demo')).body.id).toBeUndefined();
	});

	it('of OpenAI are refused with a credential that does not exist', async () => {
		const given = { ...settings, openaiCredsId: 'nope' };
		expect(await client.post('/openai/settings/demo', given)).toMatchObject(failed);
	});

	it('have defaults and no id until they are set', async () => {
		const { body } = await client.get('/typebot/fetchSettings/demo');
		expect(body).toMatchObject({ expire: 300, keywordFinish: 'bye', fallbackId: '' });
		expect(body.id).toBeUndefined();
	});

	it('are stored, and an update keeps the fields that it leaves out', async () => {
		const first = await client.post('/typebot/settings/demo', { ...settings, ignoreJids: [jid] });
		expect(first).toMatchObject({ status: 200, body: { ...settings, ignoreJids: [jid] } });
		await client.post('/typebot/settings/demo', { ...basic, expire: 1 });
		const { body } = await client.get('/typebot/fetchSettings/demo');
		expect(body).toMatchObject({ ...settings, ignoreJids: [jid], expire: 1, id: first.body.id });
	});

	it('read the fallback bot from "fallbackId", not from the key that the schema names', async () => {
		const { body: bot } = await client.post('/dify/create/demo', dify);
		await client.post('/dify/settings/demo', { ...settings, difyIdFallback: bot.id });
		expect((await client.get('/dify/fetchSettings/demo')).body.fallbackId).toBeNull();
		await client.post('/dify/settings/demo', { ...settings, fallbackId: bot.id });
		expect((await client.get('/dify/fetchSettings/demo')).body).toMatchObject({
			difyIdFallback: bot.id,
			fallbackId: bot.id,
			fallback: { id: bot.id },
		});
		await client.call('DELETE', `/dify/delete/${bot.id}/demo`);
		expect((await client.get('/dify/fetchSettings/demo')).body.fallback).toBeNull();
	});

	it('are created with the first bot', async () => {
		await client.post('/dify/create/demo', { ...dify, expire: 5, keywordFinish: 'stop' });
		const { body } = await client.get('/dify/fetchSettings/demo');
		expect(body).toMatchObject({ expire: 5, keywordFinish: 'stop', debounceTime: null });
	});
});

describe('simulator: ignored chats', () => {
	let client: Client;
	const ignore = (action: string) =>
		client.post('/flowise/ignoreJid/demo', { remoteJid: jid, action });

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it('cannot be set before the settings of the bot, nor with an action other than add or remove', async () => {
		expect(await ignore('add')).toMatchObject(failed);
		expect((await ignore('drop')).body.response.message[0][0]).toMatch(/^action is not one of/);
	});

	it('are listed only once when they are added twice, and can be removed', async () => {
		await client.post('/flowise/settings/demo', settings);
		expect((await ignore('add')).body).toEqual({ ignoreJids: [jid] });
		expect((await ignore('add')).body).toEqual({ ignoreJids: [jid] });
		expect((await client.get('/flowise/fetchSettings/demo')).body.ignoreJids).toEqual([jid]);
		expect((await ignore('remove')).body).toEqual({ ignoreJids: [] });
	});
});
