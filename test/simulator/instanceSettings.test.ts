import { type Client, startClient } from './support/client';

const switches = {
	rejectCall: true,
	groupsIgnore: false,
	alwaysOnline: true,
	readMessages: false,
	readStatus: false,
	syncFullHistory: false,
};
const chatwoot = {
	enabled: true,
	accountId: '1',
	token: 't',
	url: 'http://chat.example:3000',
	signMsg: true,
	reopenConversation: true,
	conversationPending: false,
};

let client: Client;
beforeEach(async () => {
	client = await startClient({ seed: true });
});
afterEach(() => client.simulator.close());
const find = async (route: string) => (await client.get(`/${route}/find/demo`)).body;

describe('simulator: settings of an instance', () => {
	it('are stored, and an update without the call message and the Wavoip token keeps both', async () => {
		await client.post('/settings/set/demo', { ...switches, msgCall: 'Later', wavoipToken: 'w' });
		const given = { ...switches, readStatus: true };
		expect(await client.post('/settings/set/demo', given)).toMatchObject({
			status: 201,
			body: { settings: { instanceName: 'demo', settings: given } },
		});
		expect(await find('settings')).toEqual({ ...given, msgCall: 'Later', wavoipToken: 'w' });
		expect((await client.get('/instance/fetchInstances')).body[0].Setting).toMatchObject(given);
	});

	it('are obeyed: groups that are ignored send nothing', async () => {
		await client.post('/settings/set/demo', { ...switches, groupsIgnore: true });
		const chat = '120363020202020202@g.us';
		const text = { from: '5511988887777', chat, kind: 'text', text: 'x' };
		const { body } = await client.post('/_sim/instances/demo/receive', text);
		expect(body).toEqual({ ignored: true });
	});
});

describe('simulator: proxy of an instance', () => {
	const proxy = { enabled: true, host: 'proxy.example', port: '3128', protocol: 'http' };
	const set = (body: object) => client.post('/proxy/set/demo', body);

	it('is refused when it does not work, or its port is a number', async () => {
		for (const wrong of [{ port: '9' }, { host: 'proxy.invalid' }]) {
			expect(await set({ ...proxy, ...wrong })).toMatchObject({
				status: 400,
				body: { response: { message: ['Invalid proxy'] } },
			});
		}
		expect((await set({ ...proxy, port: 3128 })).status).toBe(400);
		expect(await find('proxy')).toBeNull();
	});

	it('is stored, and empty when it is switched off', async () => {
		const { status, body } = await set({ ...proxy, username: 'u', password: 'p' });
		expect(status).toBe(201);
		expect(body.proxy).toMatchObject({ instanceName: 'demo', proxy });
		const row = await find('proxy');
		expect(row).toMatchObject({ ...proxy, username: 'u', password: 'p' });
		await set({ ...proxy, enabled: false });
		const off = { enabled: false, host: '', port: '', protocol: '', username: '', password: '' };
		expect(await find('proxy')).toMatchObject({ ...off, id: row.id, createdAt: row.createdAt });
		expect((await client.get('/instance/fetchInstances')).body[0].Proxy).toMatchObject(off);
	});
});

describe('simulator: Chatwoot of an instance', () => {
	const set = (body: object) => client.post('/chatwoot/set/demo', body);

	it('is refused with a bad address or when the server has it switched off', async () => {
		const message = async (body: object) => (await set(body)).body.response.message;
		expect(await message({ ...chatwoot, url: 'not a url' })).toEqual(['url is not valid']);
		expect(await message({ ...chatwoot, autoCreate: false, token: '' })).toEqual([
			'token is required',
		]);
		client.simulator.config.disabled.push('chatwoot');
		expect(await message(chatwoot)).toEqual(['Chatwoot is disabled']);
		expect(await client.get('/chatwoot/find/demo')).toMatchObject({ status: 400 });
	});

	it('is disabled, not null, until it is set', async () => {
		expect(await find('chatwoot')).toEqual({
			enabled: false,
			url: '',
			accountId: '',
			token: '',
			signMsg: false,
			nameInbox: '',
			webhook_url: '',
		});
	});

	it('is stored with the instance name as inbox name; the signature delimiter is stored only when Chatwoot was set before', async () => {
		const { status, body } = await set({ ...chatwoot, signDelimiter: '\n' });
		const webhook_url = `${client.simulator.url}/chatwoot/webhook/demo`;
		expect([status, body.nameInbox, body.webhook_url]).toEqual([201, 'demo', webhook_url]);
		expect(await find('chatwoot')).toMatchObject({ ...chatwoot, webhook_url, signDelimiter: null });
		await set({ ...chatwoot, signDelimiter: '\n' });
		expect((await find('chatwoot')).signDelimiter).toBe('\n');
		await set({ ...chatwoot, enabled: false, signMsg: false });
		expect(await find('chatwoot')).toMatchObject({ enabled: false, signDelimiter: null });
	});

	it('accepts the webhook calls of Chatwoot without a key', async () => {
		const { body } = await client.call('POST', '/chatwoot/webhook/demo', {}, '');
		expect(body).toEqual({ message: 'bot' });
	});
});
