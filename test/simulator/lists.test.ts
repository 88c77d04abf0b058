import { type Client, startClient, until } from './support/client';

const ANA = '5511988887777@s.whatsapp.net';

describe('simulator: lists', () => {
	let client: Client;
	const find = (route: string, body: object = {}) => client.post(`/chat/${route}/demo`, body);
	const names = (body: Array<{ pushName: string }>) => body.map(({ pushName }) => pushName);

	beforeAll(async () => {
		client = await startClient({ seed: true });
		client.simulator.config.ackDelayMs = 0;
	});
	afterAll(() => client.simulator.close());

	it('of contacts use page and offset, and filter by JID or number', async () => {
		const all = (await find('findContacts')).body;
		expect(names(all)).toEqual(['Ana', 'Bruno', 'Carla']);
		expect(names((await find('findContacts', { page: 2, offset: 2 })).body)).toEqual(['Carla']);
		expect(names((await find('findContacts', { offset: 2 })).body)).toEqual(['Ana', 'Bruno']);
		const byNumber = { where: { remoteJid: '5511988887777' } };
		expect(names((await find('findContacts', byNumber)).body)).toEqual(['Ana']);
		const byRow = { where: { id: all[1].id } };
		expect(names((await find('findContacts', byRow)).body)).toEqual(['Bruno']);
	});

	it('of chats use take and skip, and ignore page and offset', async () => {
		const all = (await find('findChats')).body;
		expect(all).toHaveLength(2);
		expect((await find('findChats', { take: 1 })).body).toEqual([all[0]]);
		expect((await find('findChats', { take: 1, skip: 1 })).body).toEqual([all[1]]);
		expect((await find('findChats', { page: 2, offset: 1 })).body).toEqual(all);
	});

	it('of messages ignore a time range with one end', async () => {
		const total = async (messageTimestamp: object) =>
			(await find('findMessages', { where: { messageTimestamp } })).body.messages.total;
		expect(await total({ gte: '2030-01-01' })).toBe(5);
		expect(await total({ lte: '2000-01-01' })).toBe(5);
		expect(await total({ gte: '2030-01-01', lte: '2031-01-01' })).toBe(0);
	});

	it('of messages have the total number on every page', async () => {
		const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
		const count = async (key: object, minutes: number, page = 1) => {
			const where = { key, messageTimestamp: { gte: ago(minutes), lte: '2038-01-19T03:14:07Z' } };
			const { messages } = (await find('findMessages', { where, page, offset: 1 })).body;
			return [messages.total, messages.records.length];
		};
		expect(await count({}, 60)).toEqual([5, 1]);
		expect(await count({}, 60, 5)).toEqual([5, 1]);
		expect(await count({}, 60, 6)).toEqual([5, 0]);
		expect(await count({ fromMe: true }, 60)).toEqual([1, 1]);
		expect(await count({ fromMe: true }, 0)).toEqual([0, 0]);
		expect(await count({}, 2.5)).toEqual([2, 1]);
	});

	it('of statuses filter by message and chat only', async () => {
		const sent = await client.post('/message/sendText/demo', { number: ANA, text: 'x' });
		const { id } = sent.body.key;
		const statuses = async (where: object) =>
			(await find('findStatusMessage', { where })).body.map(
				({ status }: { status: string }) => status,
			);
		await until(async () => (await statuses({ id })).length > 0);
		await client.post('/_sim/instances/demo/read', { chat: ANA });
		expect(await statuses({ id })).toEqual(['DELIVERY_ACK', 'READ']);
		expect(await statuses({ id, status: 'PLAYED', fromMe: false })).toHaveLength(2);
		expect(await statuses({ id, remoteJid: '1@s.whatsapp.net' })).toEqual([]);
		const pages = [1, 2].map(
			async (page) => (await find('findStatusMessage', { where: { id }, page, offset: 1 })).body[0],
		);
		const rows = await Promise.all(pages);
		expect(rows.map((row) => row.status)).toEqual(['DELIVERY_ACK', 'READ']);
		expect(rows[0].id).not.toBe(rows[1].id);
	});

	it('of checked numbers have the names of contacts; without a connection only numbers checked before are accepted', async () => {
		const check = (numbers: string[], instance = 'demo') =>
			client.post(`/chat/whatsappNumbers/${instance}`, { numbers });
		expect((await check([ANA.split('@')[0], '12025550199'])).body).toEqual([
			{ jid: ANA, exists: true, number: '5511988887777', name: 'Ana' },
			{ jid: '12025550199@s.whatsapp.net', exists: true, number: '12025550199' },
		]);
		const cached = await check(['12025550199'], 'new-phone');
		expect(cached).toMatchObject({ status: 200, body: [{ exists: true }] });
		expect(await check(['12025550100'], 'new-phone')).toMatchObject({ status: 400, body: {} });
	});
});
