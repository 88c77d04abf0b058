import { type Client, startClient } from './support/client';
import { type Collector, startCollector } from './support/collector';
import { PDF, PNG } from './support/files';

const from = '5511988887777';
const ANA = '5511988887777@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';

describe('simulator: what phones and Meta really send', () => {
	let client: Client;
	let hook: Collector;
	let own: string;

	const receive = (body: object) => client.post('/_sim/instances/demo/receive', { from, ...body });
	const told = (event: string) =>
		hook.all.filter(({ body }) => body.event === event).map(({ body }) => body.data as never);

	beforeAll(async () => {
		client = await startClient({ seed: true });
		hook = await startCollector();
		const webhook = { enabled: true, url: hook.url, events: [] };
		await client.post('/webhook/set/demo', { webhook });
		own = client.simulator.state.instances.get('demo')?.ownerJid ?? '';
	});
	beforeEach(() => {
		hook.all.length = 0;
	});
	afterAll(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('an edit of today is a new message that the server cannot read, about a message by the view of its sender', async () => {
		const { body } = await receive({ kind: 'text', text: 'one' });
		const { id } = body.key;
		const edit = await receive({ kind: 'edit', targetId: id, text: 'two' });
		expect(edit.body).toMatchObject({
			messageType: 'secretEncryptedMessage',
			message: {
				secretEncryptedMessage: {
					targetMessageKey: { id, fromMe: true, remoteJid: own },
					secretEncType: 2,
				},
			},
		});
	});

	it('an unencrypted edit and a deletion are reported in the view of the sender, and again by the chat', async () => {
		const { body } = await receive({ kind: 'text', text: 'one' });
		const { id } = body.key;
		await receive({ kind: 'edit', plain: true, targetId: id, text: 'two' });
		await receive({ kind: 'delete', targetId: id });
		await hook.wait('messages.delete');
		const key = { id, fromMe: true, remoteJid: own };
		expect(told('messages.edited')).toMatchObject([
			{ key, type: 14, editedMessage: { conversation: 'two' } },
			{ key, type: 0 },
		]);
		expect(told('messages.update')).toMatchObject([
			{ keyId: id, fromMe: false, remoteJid: ANA, status: 'SERVER_ACK' },
		]);
		expect(told('messages.delete')).toMatchObject([
			{ id, fromMe: false, remoteJid: ANA, status: 'DELETED' },
		]);
	});

	it('reports any other protocol message as an edit, and a star as an update with the status of the server', async () => {
		const { body } = await receive({ kind: 'text', text: 'one' });
		const protocolMessage = { type: 3, ephemeralExpiration: 86_400 };
		await receive({ kind: 'raw', message: { protocolMessage } });
		await receive({ kind: 'star', targetId: body.key.id });
		await hook.wait('messages.update');
		expect(told('messages.edited')).toEqual([protocolMessage]);
		expect(told('messages.update')).toMatchObject([{ status: 'SERVER_ACK' }]);
	});

	it('in a group, every third message has the key of its sender alone before it', async () => {
		const group = '120363099999999999@g.us';
		for (const text of ['1', '2', '3', '4']) await receive({ kind: 'text', chat: group, text });
		await hook.wait('messages.upsert', ({ body }) => JSON.stringify(body).includes('"4"'));
		const types = told('messages.upsert').map(({ messageType }) => messageType);
		expect(types).toEqual([
			'unknown',
			...Array<string>(3).fill('conversation'),
			'unknown',
			types[1],
		]);
	});

	it('an album is a header, and files that name it; a picture in full quality comes twice', async () => {
		const picture = { kind: 'image', base64: PNG.toString('base64'), mimetype: 'image/png' };
		const { body } = await receive({ kind: 'album', items: [{ ...picture, hd: true }, picture] });
		expect(body.message.albumMessage).toEqual({ expectedImageCount: 2, expectedVideoCount: 0 });
		const isLast = () => told('messages.upsert').length === 4;
		await hook.wait('messages.upsert', isLast);
		interface Child {
			messageType: string;
			message: { messageContextInfo: { messageAssociation: { associationType: number } } };
		}
		const children: Child[] = told('messages.upsert').slice(1);
		expect(
			children.map(({ messageType, message }) => [
				messageType,
				message.messageContextInfo.messageAssociation.associationType,
			]),
		).toEqual([
			['imageMessage', 1],
			['associatedChildMessage', 10],
			['imageMessage', 1],
		]);
		expect((await receive({ kind: 'album', items: [picture] })).status).toBe(400);
	});

	it('a greeting of the Business app is written by the phone of the account', async () => {
		const { body } = await receive({ kind: 'greeting', text: 'Welcome!' });
		expect(body).toMatchObject({ key: { fromMe: true, remoteJid: ANA }, source: 'ios' });
	});

	it('every kind of message can quote, also a status', async () => {
		client.simulator.state.instances.get('demo')!.settings.readStatus = true;
		const status = await receive({
			kind: 'text',
			text: 's',
			chat: 'status@broadcast',
			fromMe: true,
		});
		const quotedId = status.body.key.id as string;
		const place = await receive({ kind: 'location', latitude: 1, longitude: 2, quotedId });
		expect(place.body.contextInfo).toMatchObject({
			stanzaId: quotedId,
			remoteJid: 'status@broadcast',
		});
		expect(place.body.message.locationMessage.contextInfo).toEqual(place.body.contextInfo);
	});

	it('reports a call from a hidden number with its LID, a group call with its group, and the text to the caller as a message', async () => {
		const call = (body: object) => client.post('/_sim/instances/demo/calls', { from, ...body });
		expect((await call({ lid: true, group: TEAM })).body).toMatchObject({
			chatId: expect.stringMatching(/@lid$/),
			callerPn: ANA,
			isGroup: true,
			groupJid: TEAM,
		});
		client.simulator.state.instances.get('demo')!.settings.msgCall = 'Please write';
		await call({});
		await hook.wait('messages.upsert');
		expect(told('messages.upsert')).toMatchObject([
			{ key: { fromMe: true, remoteJid: ANA }, message: { conversation: 'Please write' } },
		]);
		expect((await call({ action: 'nonsense' })).status).toBe(400);
	});

	describe('a Business instance', () => {
		const meta = (body: object) => client.post('/_sim/instances/biz/receive', { from, ...body });
		beforeAll(async () => {
			await client.post('/instance/create', {
				instanceName: 'biz',
				integration: 'WHATSAPP-BUSINESS',
			});
		});

		it("has Meta's own keys of a file, which is stored nowhere but can be downloaded", async () => {
			const file = {
				base64: PDF.toString('base64'),
				mimetype: 'application/pdf',
				fileName: 'a.pdf',
			};
			const { body } = await meta({ kind: 'document', ...file, caption: 'c', quotedId: 'wamid.1' });
			expect(body.message).toEqual({
				documentMessage: {
					caption: 'c',
					filename: 'a.pdf',
					mime_type: 'application/pdf',
					sha256: expect.any(String),
					id: expect.stringMatching(/^\d{15}$/),
				},
				contextInfo: { stanzaId: 'wamid.1' },
			});
			expect(body).not.toHaveProperty('status');
			const path = '/chat/getBase64FromMediaMessage/biz';
			const found = await client.post(path, { message: body });
			expect(found.body).toMatchObject({ fileName: 'a.pdf', mimetype: 'application/pdf' });
			const where = { key: { id: body.key.id } };
			const stored = await client.post('/chat/findMessages/biz', { where });
			expect(stored.body.messages.total).toBe(0);
		});

		it('loses the content of a form, and tells nothing of an edit', async () => {
			const { body } = await meta({ kind: 'form', quotedId: 'wamid.1' });
			expect(body).toMatchObject({
				message: { contextInfo: { stanzaId: 'wamid.1' } },
				messageType: 'interactiveMessage',
			});
			expect((await meta({ kind: 'edit', targetId: 'x', text: 'y' })).body).toEqual({
				ignored: true,
			});
		});
	});
});
