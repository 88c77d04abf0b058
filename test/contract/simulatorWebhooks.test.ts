import { type Client, startClient } from '../simulator/support/client';
import { type Collector, startCollector } from '../simulator/support/collector';
import { PNG } from '../simulator/support/files';
import { base64, RECEIVED } from '../simulator/support/received';
import { expectCaptured } from '../simulator/support/captured';
import { deliveryOf } from '../support/facts';

interface Quoting {
	contextInfo?: unknown;
}

const PERSON = '5511988887777@s.whatsapp.net';
const from = '5511988887777';
describe('contract: the simulator delivers the same webhook bodies as the real server', () => {
	let client: Client;
	let hook: Collector;

	const receive = (body: object) => client.post('/_sim/instances/cap/receive', { from, ...body });
	const send = (route: string, body: object) =>
		client.post(`/message/${route}/cap`, { number: from, ...body });

	const compare = (file: string, isIt?: (data: never) => boolean) =>
		expectCaptured(hook, file, isIt);

	beforeAll(async () => {
		client = await startClient();
		hook = await startCollector();
		client.simulator.config.ackDelayMs = 20;
		const webhook = {
			url: hook.url,
			headers: { jwt_key: 'secret', 'x-custom': 'abc' },
			events: [],
		};
		await client.post('/instance/create', {
			instanceName: 'cap',
			integration: 'WHATSAPP-BAILEYS',
			// Without this setting, the server drops every WhatsApp status.
			readStatus: true,
			webhook,
		});
		await compare('instance.create');
		await client.get('/instance/connect/cap');
		await compare(
			'connection.update.connecting',
			(data: { state: string }) => data.state === 'connecting',
		);
		await client.post('/_sim/instances/cap/scan');
		await compare('connection.update.open', (data: { state: string }) => data.state === 'open');
	});

	beforeEach(() => {
		hook.all.length = 0;
	});

	afterAll(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('for a new QR code', async () => {
		const webhook = { url: hook.url, events: [] };
		const name = { instanceName: 'capqr', integration: 'WHATSAPP-BAILEYS', qrcode: true };
		await client.post('/instance/create', { ...name, webhook });
		await compare('qrcode.updated');
	});

	it('for the first text of a person: message, chat and contact', async () => {
		await receive({ kind: 'text', text: 'hello', pushName: 'Contact Name' });
		await compare('messages.upsert.text');
		await compare('contacts.upsert');
		await compare('chats.upsert');
		await receive({ kind: 'text', text: 'hello', pushName: 'New Name' });
		await compare('contacts.update');
	});

	it.each(RECEIVED)('for a received message: %s', async (file, body) => {
		expect((await receive(body)).status).toBe(201);
		await compare(file);
	});

	it('for a text with a quote and a mention', async () => {
		const { body } = await receive({ kind: 'text', text: 'one' });
		hook.all.length = 0;
		const mentions = ['5511977776666@s.whatsapp.net'];
		await receive({ kind: 'text', text: 'reply', quotedId: body.key.id, mentions });
		await compare('messages.upsert.extendedText-quote', (data: Quoting) =>
			Boolean(data.contextInfo),
		);
	});

	it('for a reaction, an edit and a deletion by the person', async () => {
		const own = await send('sendText', { text: 'out' });
		await receive({ kind: 'reaction', targetId: own.body.key.id, emoji: '👍' });
		await compare('messages.upsert.reaction');
		const { body } = await receive({ kind: 'text', text: 'one' });
		await receive({ kind: 'edit', plain: true, targetId: body.key.id, text: 'hello edited' });
		await compare('messages.edited');
		await receive({ kind: 'delete', targetId: body.key.id });
		await compare('messages.delete');
	});

	it('for a pressed button, a chosen row, a poll and a vote', async () => {
		const buttons = [{ type: 'reply', displayText: 'Yes', id: 'yes' }];
		const pressed = await send('sendButtons', {
			title: 'T',
			description: 'D',
			footer: 'F',
			buttons,
		});
		await receive({ kind: 'buttonReply', targetId: pressed.body.key.id, buttonId: 'yes' });
		await compare('messages.upsert.interactiveResponse');
		hook.all.length = 0;
		const sections = [{ title: 'S', rows: [{ title: 'R1', description: 'd', rowId: 'r1' }] }];
		const list = await send('sendList', { title: 'T', buttonText: 'B', footerText: 'F', sections });
		await receive({ kind: 'listReply', targetId: list.body.key.id, rowId: 'r1' });
		await compare('messages.upsert.listResponse');
		hook.all.length = 0;
		const poll = await send('sendPoll', { name: 'Q?', selectableCount: 1, values: ['A', 'B'] });
		await compare('send.message.poll', (data: { messageType: string }) =>
			data.messageType.startsWith('poll'),
		);
		await receive({ kind: 'pollVote', targetId: poll.body.key.id, options: ['B'] });
		await compare('messages.upsert.poll-vote');
	});

	it('for a sent text: the message, its receipts, its edit and its deletion', async () => {
		const { body } = await send('sendText', { text: 'out' });
		await compare('send.message.text');
		await compare('messages.update.DELIVERY_ACK');
		hook.all.length = 0;
		await client.post('/_sim/instances/cap/read', { chat: PERSON });
		// Status updates for messages of earlier tests arrive, too.
		await compare('messages.update.READ', ({ status }: { status: string }) => status === 'READ');
		await client.post('/chat/updateMessage/cap', { number: from, key: body.key, text: 'out2' });
		await compare('send.message.update');
		await client.call('DELETE', '/chat/deleteMessageForEveryone/cap', body.key);
		await compare('messages.delete.via-api');
	});

	it('for a sent picture', async () => {
		await send('sendMedia', {
			mediatype: 'image',
			media: PNG.toString('base64'),
			fileName: 'i.png',
		});
		await compare('send.message.image');
	});

	it('for media as Base64 with Webhook by Events on, where each event has its own path', async () => {
		const webhook = { enabled: true, url: hook.url, byEvents: true, base64: true, events: [] };
		await client.post('/webhook/set/cap', { webhook });
		await receive({ kind: 'image', caption: 'b64', ...base64(PNG, 'image/png') });
		const { path, body } = await hook.wait('messages.upsert');
		const real = deliveryOf('messages.upsert.image-base64-byEvents').body;
		expect(path).toBe('/hook/messages-upsert');
		expect(new URL(String(body.destination)).pathname).toBe('/hook');
		expect(body.data.message.base64).toBe(PNG.toString('base64'));
		expect(Object.keys(body).sort()).toEqual(Object.keys(real).sort());
		await client.post('/webhook/set/cap', {
			webhook: { ...webhook, byEvents: false, base64: false },
		});
	});

	it('for messages and contacts of an instance of the EVOLUTION channel', async () => {
		const create = {
			instanceName: 'cape',
			integration: 'EVOLUTION',
			webhook: { url: hook.url, events: [] },
		};
		await client.post('/instance/create', create);
		await client.post('/message/sendText/cape', { number: from, text: 'evo out' });
		await compare('evolution-channel.send.message');
		await client.post('/_sim/instances/cape/receive', {
			from,
			pushName: 'Ann',
			kind: 'text',
			text: 'evo in',
		});
		await compare('evolution-channel.messages.upsert');
		await compare('evolution-channel.contacts.upsert');
		// In the EVOLUTION channel, the data of this event isn't an array.
		await compare('evolution-channel.chats.upsert', (data: unknown) => !Array.isArray(data));
	});

	it('for a log-out on the phone and for the deletion of the instance', async () => {
		await client.post('/_sim/instances/cap/close', { reason: 401 });
		await compare('status.instance');
		await compare('logout.instance.inner');
		await compare('connection.update.close');
		await client.call('DELETE', '/instance/delete/cap');
		await compare('instance.delete');
		await compare('remove.instance');
	});
});
