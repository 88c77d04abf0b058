import { type Client, startClient } from './support/client';
import { PNG } from './support/files';

const ANA = '5511988887777';
const TEAM = '120363020202020202@g.us';

describe('a 2.2.3 server', () => {
	let client: Client;
	const send = (route: string, body: object) =>
		client.post(`/message/${route}/demo`, { number: ANA, ...body });

	beforeAll(async () => {
		client = await startClient({ version: '2.2.3' });
	});
	beforeEach(() => client.post('/_sim/reset', { seed: true }));
	afterAll(() => client.simulator.close());

	it.each([
		['GET', '/chat/findChatByRemoteJid/demo?remoteJid=x'],
		['GET', '/nats/find/demo'],
		['GET', '/kafka/find/demo'],
		['GET', '/evoai/find/demo'],
		['GET', '/n8n/find/demo'],
		['POST', '/business/getCatalog/demo'],
		['POST', '/template/edit/demo'],
		['POST', '/message/sendCarousel/demo'],
	])('has no route %s %s', async (method, path) => {
		const { status, body } = await client.call(method, path);
		expect([status, body.response.message]).toEqual([404, [`Cannot ${method} ${path}`]]);
	});

	it('crashes at a group that it does not know', async () => {
		const text = "Cannot read properties of undefined (reading 'id')";
		const unknown = '120363999999999999@g.us';
		const crashed = { status: 500, body: { response: { message: text } } };
		expect(await send('sendText', { number: unknown, text: 'x' })).toMatchObject(crashed);
		const numbers = [unknown];
		expect(await client.post('/chat/whatsappNumbers/demo', { numbers })).toMatchObject(crashed);
	});

	it('does not tell which version of WhatsApp Web it plays', async () => {
		expect((await client.get('/')).body).toMatchObject({ status: 200, version: '2.2.3' });
		expect((await client.get('/')).body.whatsappWebVersion).toBeUndefined();
	});

	it('says nothing about a call that it does not make', async () => {
		const body = { number: ANA, callDuration: 3 };
		expect(await client.post('/call/offer/demo', body)).toMatchObject({ status: 201, body: '' });
	});

	it('gives what it sent long ids, no name and an unknown source', async () => {
		const { body } = await send('sendText', { text: 'Hi' });
		expect(body.key.id).toMatch(/^3EB0[0-9A-F]{36}$/);
		expect(body).toMatchObject({ pushName: '', source: 'unknown', contextInfo: null });
	});

	it('has bytes as base64, and numbers and kinds as texts', async () => {
		const picture = { mediatype: 'image', media: PNG.toString('base64'), fileName: 'a.png' };
		const { imageMessage } = (await send('sendMedia', picture)).body.message;
		expect(imageMessage).toMatchObject({ fileLength: String(PNG.length), contextInfo: {} });
		expect(imageMessage.mediaKey).toMatch(/^[A-Za-z0-9+/]{43}=$/);
		expect(imageMessage.jpegThumbnail).toBeUndefined();
		const rows = [{ title: 'A', rowId: 'a' }];
		const list = { title: 'T', buttonText: 'B', footerText: 'F', sections: [{ title: 'S', rows }] };
		const { listMessage } = (await send('sendList', list)).body.message;
		expect(listMessage.listType).toBe('PRODUCT_LIST');
	});

	it('makes one kind of poll, whose secret is a text', async () => {
		const poll = { name: 'When?', values: ['A', 'B'], selectableCount: 2 };
		const { body } = await send('sendPoll', { number: TEAM, ...poll });
		expect(body.messageType).toBe('pollCreationMessageV3');
		expect(typeof body.message.messageContextInfo.messageSecret).toBe('string');
		expect(body.contextInfo).toBeNull();
	});

	it('lists all contacts, without saying of what kind they are', async () => {
		const { body } = await client.post('/chat/findContacts/demo', { page: 1, offset: 1 });
		expect(body).toHaveLength(3);
		expect(body[0]).not.toHaveProperty('isGroup');
	});

	it('names the other side of a private chat in the states of a message', async () => {
		client.simulator.config.ackDelayMs = 0;
		const { key } = (await send('sendText', { text: 'Hi' })).body;
		await client.post('/_sim/instances/demo/read', { chat: key.remoteJid });
		const where = { id: key.id };
		const [row] = (await client.post('/chat/findStatusMessage/demo', { where })).body;
		expect(row.participant).toBe(key.remoteJid);
	});

	it('knows no NATS of an instance', async () => {
		const created = await client.post('/instance/create', {
			instanceName: 'old',
			integration: 'EVOLUTION',
			nats: { enabled: true },
		});
		expect(created.body).not.toHaveProperty('nats');
		const [instance] = (await client.get('/instance/fetchInstances?instanceName=old')).body;
		expect(instance).not.toHaveProperty('Nats');
	});
});
