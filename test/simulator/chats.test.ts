import { type Client, refused, startClient, reset } from './support/client';
import { type Collector, startCollector } from './support/collector';

const ANA = '5511988887777@s.whatsapp.net';

describe('simulator: chats', () => {
	let client: Client;
	let hook: Collector;
	const chat = async (jid = ANA) => {
		const { body } = await client.get('/_sim/instances/demo/chats');
		return body.find((entry: { jid: string }) => entry.jid === jid);
	};
	const receive = async (body: object = {}) => {
		const message = { from: '5511988887777', kind: 'text', text: 'Hello', ...body };
		return (await client.post('/_sim/instances/demo/receive', message)).body;
	};

	beforeAll(async () => {
		hook = await startCollector();
		client = await startClient();
	});
	beforeEach(async () => await reset(client, hook));
	afterAll(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('cannot be archived without their last message in the request, or while the phone is disconnected', async () => {
		const message = (text: string) => ({
			archived: false,
			message: ['An error occurred while archiving the chat. Open a calling.', text],
		});
		const archive = (body: object) =>
			client.post('/chat/archiveChat/demo', { archive: true, ...body });
		expect((await archive({ chat: ANA })).body.response.message[0].message[1]).toMatch(
			/^PrismaClientValidationError/,
		);
		expect(await archive({})).toMatchObject(
			refused(
				500,
				message("TypeError: Cannot set properties of undefined (setting 'messageTimestamp')"),
			),
		);
		await client.post('/_sim/instances/demo/close', {});
		const lastMessage = { key: { id: 'X', fromMe: false, remoteJid: ANA } };
		expect(await archive({ lastMessage })).toMatchObject(
			refused(500, message('Error: Connection Closed')),
		);
	});

	it('are archived and unarchived, and the webhook gets an event', async () => {
		const lastMessage = { key: (await receive()).key };
		const archive = (value: boolean) =>
			client.post('/chat/archiveChat/demo', { archive: value, lastMessage });
		expect(await archive(true)).toMatchObject({
			status: 201,
			body: { chatId: ANA, archived: true },
		});
		expect(await chat()).toMatchObject({ archived: true });
		expect((await hook.wait('chats.update')).body.data).toEqual([
			expect.objectContaining({ remoteJid: ANA }),
		]);
		expect((await archive(false)).body.archived).toBe(true);
		expect(await chat()).toMatchObject({ archived: false });
	});

	it('are marked as read up to a message, and as unread again', async () => {
		const first = await receive();
		await receive();
		await receive();
		const unread = (await chat()).unread;
		const readMessages = [first.key];
		const read = await client.post('/chat/markMessageAsRead/demo', { readMessages });
		expect(read).toMatchObject({
			status: 201,
			body: { message: 'Read messages', read: 'success' },
		});
		expect([unread, (await chat()).unread]).toEqual([3, 2]);
		const last = await receive();
		await client.post('/chat/markMessageAsRead/demo', { readMessages: [last.key] });
		expect((await chat()).unread).toBe(0);
		const body = { lastMessage: { key: last.key } };
		expect((await client.post('/chat/markChatUnread/demo', body)).body).toEqual({
			chatId: ANA,
			markedChatUnread: true,
		});
		expect((await chat()).unread).toBe(1);
	});

	it('get a label, and lose it', async () => {
		const label = (action: string, number = '5511988887777') =>
			client.post('/label/handleLabel/demo', { number, labelId: '7', action });
		expect((await label('add')).body).toEqual({ numberJid: ANA, labelId: '7', add: true });
		expect((await chat()).labels).toEqual(['7']);
		expect((await hook.wait('labels.association')).body.data).toEqual({
			instance: 'demo',
			type: 'add',
			chatId: ANA,
			labelId: '7',
		});
		const row = `/chat/findChatByRemoteJid/demo?remoteJid=${encodeURIComponent(ANA)}`;
		expect((await client.get(row)).body.labels).toEqual(['7']);
		expect((await label('remove')).body).toEqual({ numberJid: ANA, labelId: '7', remove: true });
		expect((await chat()).labels).toEqual([]);
		client.simulator.config.unknownNumbers = ['5511912340000'];
		expect(await label('add', '5511912340000')).toMatchObject(
			refused(404, 'Number is not on WhatsApp'),
		);
		await client.post('/_sim/instances/demo/close', {});
		expect(await label('add')).toMatchObject(
			refused(400, 'Unable to add label to chat', 'Error: Connection Closed'),
		);
	});

	it('without a message get a database row with their first label, but are in no list of chats', async () => {
		const jid = '5511966665555@s.whatsapp.net';
		const row = `/chat/findChatByRemoteJid/demo?remoteJid=${encodeURIComponent(jid)}`;
		expect((await client.get(row)).body).toBeNull();
		const label = { number: '5511966665555', labelId: '7', action: 'add' };
		await client.post('/label/handleLabel/demo', label);
		expect((await client.get(row)).body).toMatchObject({ remoteJid: jid, labels: ['7'] });
		expect((await client.post('/chat/findChats/demo')).body).toHaveLength(2);
	});

	it('that are deleted on the phone are gone with their messages', async () => {
		const chats = '/_sim/instances/demo/chats';
		await client.call('DELETE', `${chats}/${encodeURIComponent(ANA)}`);
		expect((await hook.wait('chats.delete')).body.data).toEqual([ANA]);
		expect(await chat()).toBeUndefined();
		const where = { key: { remoteJid: ANA } };
		const { messages } = (await client.post('/chat/findMessages/demo', { where })).body;
		expect(messages.total).toBe(0);
	});

	it('of blocked people receive nothing, until they are unblocked', async () => {
		const block = (status: string, number = '5511988887777') =>
			client.post('/chat/updateBlockStatus/demo', { number, status });
		expect((await block('block')).body).toEqual({ block: 'success' });
		expect(await chat()).toMatchObject({ blocked: true });
		expect(await receive()).toEqual({ ignored: true });
		await block('unblock');
		expect((await receive()).key.remoteJid).toBe(ANA);
		client.simulator.config.unknownNumbers = ['5511912340000'];
		expect(await block('block', '5511912340000')).toMatchObject(
			refused(500, 'Error blocking user', '[object Object]'),
		);
	});

	it('show a presence for the given delay, and deliver the presence that other people show', async () => {
		const presence = (number: string) =>
			client.post('/chat/sendPresence/demo', { number, presence: 'composing', delay: 150 });
		const slept = jest.spyOn(client.simulator.state, 'sleep').mockResolvedValue();
		expect(await presence('5511988887777')).toMatchObject({
			status: 201,
			body: { presence: 'composing' },
		});
		expect(slept).toHaveBeenCalledWith(150);
		slept.mockRestore();
		client.simulator.config.unknownNumbers = ['5511912340000'];
		expect(await presence('5511912340000')).toMatchObject(refused(400, '[object Object]'));
		await receive({ kind: 'presence', presence: 'recording' });
		expect((await hook.wait('presence.update')).body.data).toEqual({
			id: ANA,
			presences: { [ANA]: { lastKnownPresence: 'recording' } },
		});
	});
});
