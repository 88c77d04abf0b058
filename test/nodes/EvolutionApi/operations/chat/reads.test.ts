import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { exampleRun } from '../../../../support/scenarios';
import { demoOf, arrived, bodies, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';

const simulator = useSimulator();

const ANA = '5511988887777@s.whatsapp.net';
const BRUNO = '5511977776666@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';

const chat = async (
	operation: string,
	values: IDataObject = {},
	more: Partial<OperationRun> = {},
) => await runOperation(simulator.current, { resource: 'chat', operation, values, ...more });

const example = (operation: string, values: IDataObject): OperationRun => {
	const run = exampleRun(simulator.current, ['chat', operation, values]);
	return { ...run, items: [{ json: {} }] };
};

const demo = () => demoOf(simulator.current);
const queryNewest = (jid: string) => {
	const message = demo().messages.chat(jid)?.messages.at(-1);
	if (!message) throw new Error(`There is no message in ${jid}`);
	return message;
};

describe('Chat → Get', () => {
	it('of an unknown chat is an error', async () => {
		const { error, items } = await chat('get', { recipient: BRUNO });
		expect(items).toEqual([]);
		expect(error?.message).toBe('The server has no record of this chat');
		expect(error?.description).toContain('Chat → Get Many');
	});

	it('needs server 2.3.1 or newer, and the error says so', async () => {
		simulator.current.config.version = '2.3.0';
		simulator.current.state.faults.push({
			path: '/chat/findChatByRemoteJid',
			times: 1,
			skip: 0,
			status: 404,
			body: {
				status: 404,
				error: 'Not Found',
				response: { message: ['Cannot GET /chat/findChatByRemoteJid/demo'] },
			},
		});
		const { error } = await chat('get', { recipient: ANA });
		simulator.current.config.version = '2.3.7';
		expect(error?.message).toContain('2.3.1');
	});

	it('gives the chat simplified, or as the server has it', async () => {
		const { items } = await chat('get', { recipient: '+55 11 98888-7777' });
		expect(items[0].json).toEqual({
			chat: ANA,
			name: 'Ana',
			unreadCount: expect.any(Number),
			labels: [],
			createdAt: expect.any(String),
			updatedAt: expect.any(String),
		});
		const raw = await chat('get', { recipient: ANA, simplify: false });
		expect(raw.items[0].json).toMatchObject({ remoteJid: ANA, unreadMessages: expect.any(Number) });
	});
});

describe('Chat → Get Many', () => {
	const many = async (values: IDataObject = {}) =>
		(await chat('getMany', { returnAll: true, ...values })).items.map(({ json }) => json);

	it('gives no item where nothing matches', async () => {
		expect(await many({ filters: { chat: '4915112345678' } })).toEqual([]);
	});

	it('gives the chats with their newest message, newest first', async () => {
		const [first, second] = await many();
		expect(first).toEqual({
			name: 'Ana',
			chat: ANA,
			unreadCount: expect.any(Number),
			lastMessage: expect.objectContaining({
				text: 'Great, I am waiting for the first message',
				senderName: 'Ana',
				kind: 'text',
				messageId: queryNewest(ANA).key.id,
				fromMe: false,
			}),
			lastMessageAt: expect.stringMatching(/^20/),
			chatType: 'private',
			phoneNumber: '5511988887777',
			isGroup: false,
			profilePictureUrl: expect.stringMatching(/^https:/),
			windowActive: true,
			windowExpires: expect.stringMatching(/^20/),
		});
		const { lastMessageAt, windowExpires } = first;
		expect(Date.parse(String(windowExpires)) - Date.parse(String(lastMessageAt))).toBe(86_400_000);
		expect(second).toMatchObject({ chat: TEAM, name: null, isGroup: true });
	});

	it('removes line breaks from a name, whatever people put into it', async () => {
		const forged = { pushName: `Ana\n(${BRUNO})?\u202e` };
		written(simulator.current, { from: '34600000001', text: 'Hi', ...forged });
		const [chat] = await many({ filters: { chat: '34600000001' } });
		const name = `Ana (${BRUNO})?`;
		expect(chat).toMatchObject({ name, lastMessage: { senderName: name } });
	});

	it('with Oldest First sorts the chats oldest first; with a Limit it still outputs the newest chats', async () => {
		const chatsOf = async (values: IDataObject) =>
			(await many({ options: { sort: 'oldestFirst' }, ...values })).map((entry) => entry.chat);
		expect(await chatsOf({})).toEqual([TEAM, ANA]);
		expect(await chatsOf({ returnAll: false, limit: 1 })).toEqual([ANA]);
	});

	it.each([
		['groups', [TEAM]],
		['people', [ANA]],
		['all', [ANA, TEAM, 'status@broadcast']],
	])('filters by type "%s"', async (chatType, found) => {
		const news = { ...queryNewest(TEAM), at: 0 };
		demo().messages.add({ ...news, key: { ...news.key, id: 'S1', remoteJid: 'status@broadcast' } });
		const chats = await many({ filters: { chatType } });
		expect(chats.map((entry) => entry.chat).sort()).toEqual([...found].sort());
	});

	it('filters unread chats', async () => {
		const unread = demo().messages.chat(TEAM);
		const read = demo().messages.chat(ANA);
		if (unread) unread.unread = 3;
		if (read) read.unread = 0;
		const chats = await many({ filters: { unreadOnly: true } });
		expect(chats).toMatchObject([{ chat: TEAM, unreadCount: 3 }]);
	});

	it('gives an error that a server of 2.3.0 cannot filter unread chats', async () => {
		simulator.current.config.version = '2.3.0';
		const { error, items } = await chat('getMany', { filters: { unreadOnly: true } });
		simulator.current.config.version = '2.3.7';
		expect(error?.message).toBe(
			'The number of unread messages needs Evolution API 2.3.1 or newer; the server is 2.3.0',
		);
		expect(items).toEqual([]);
	});

	it('filters by the time of the newest message', async () => {
		const hour = 3_600_000;
		const old = demo().messages.chat(TEAM)?.messages ?? [];
		for (const message of old) message.messageTimestamp -= 3600;
		const at = (ms: number) => new Date(Date.now() - ms).toISOString();
		const chats = async (filters: IDataObject) =>
			(await many({ filters })).map((entry) => entry.chat);
		expect(await chats({ after: at(hour / 2) })).toEqual([ANA]);
		expect(await chats({ before: at(hour / 2) })).toEqual([TEAM]);
		expect(await chats({ after: at(2 * hour), before: at(0) })).toEqual([ANA, TEAM]);
		expect(await chats({ before: at(2 * hour) })).toEqual([]);
	});

	it('refuses a time that the server cannot search for, and an end before the start, before any request', async () => {
		const period = { after: '2026-05-02', before: '2026-05-01' };
		const reversed = await chat('getMany', { filters: period });
		expect(reversed.error?.message).toContain('Before" is earlier than After');
		const filters = { after: '2040-01-01' };
		const ofWorkflow = { timeZone: 'America/New_York' };
		const { error } = await chat('getMany', { filters }, ofWorkflow);
		expect(error?.message).toMatch(
			/^"Filters → Newest Message After" must be a time from 1970 to 2038-01-19T03:14:07Z, not "2040-01-01T05:00:00\.000Z"/,
		);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('reads page after page with take and skip', async () => {
		for (let index = 0; index < 2020; index++) {
			const remoteJid = `${15550000000 + index}@s.whatsapp.net`;
			const message = queryNewest(ANA);
			demo().messages.add({ ...message, key: { ...message.key, id: `P${index}`, remoteJid } });
		}
		expect(await many()).toHaveLength(2022);
		expect(bodies(simulator.current)).toMatchObject([
			{ take: 2000, skip: 0 },
			{ take: 2000, skip: 2000 },
		]);
		expect(await many({ returnAll: false, limit: 7 })).toHaveLength(7);
	});
});

describe('Chat → Get Delivery Updates', () => {
	it('gives no item for a message without updates', async () => {
		const { error, items } = await chat('getDeliveryUpdates', { filters: { messageId: 'NOPE' } });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	it('gives an item for each status change, or only for the chosen status, filtered by the node', async () => {
		const run = example('getDeliveryUpdates', { filters: { chat: ANA } });
		const { items } = await runOperation(simulator.current, run);
		const { id } = queryNewest(ANA).key;
		const update = { messageId: id, chat: ANA, fromMe: false, participant: null };
		const ofNewest = items.filter(({ json }) => json.messageId === id);
		expect(ofNewest.map(({ json }) => json)).toEqual([
			{ ...update, status: 'DELIVERY_ACK' },
			{ ...update, status: 'READ' },
		]);
		const read = await chat('getDeliveryUpdates', { filters: { messageId: id, status: 'READ' } });
		expect(read.items.map(({ json }) => json.status)).toEqual(['READ']);
		expect(bodies(simulator.current).at(-1)).toEqual({
			where: { id },
			page: 1,
			offset: 100,
		});
	});
});

describe('Chat operations that need Evolution API 2.4', () => {
	it.each([
		['getChannels', {}],
		['getPollVotes', { recipient: ANA, messageId: 'P1' }],
		['markAsPlayed', { recipient: ANA, messageIds: 'M1' }],
	])('%s: the error on an older server says which version is needed', async (operation, values) => {
		const { error } = await chat(operation, values);
		expect(error?.message).toContain('2.4.0');
	});

	it('Get Channels gives channels with their newest message', async () => {
		const { items } = await runOperation(simulator.current, example('getChannels', {}));
		expect(items.map(({ json }) => json)).toEqual([
			{ chat: '120363025246125486@newsletter', lastMessageAt: expect.stringMatching(/^20/) },
		]);
		expect(bodies(simulator.current)).toEqual([{ where: {}, page: 1, limit: 50 }]);
	});

	it('Get Poll Votes gives the votes of a poll, by option', async () => {
		const run = example('getPollVotes', { recipient: ANA, messageId: '3EB0A1B2C3D4E5F60718' });
		demo().messages.get('3EB0A1B2C3D4E5F60718')?.votes.set(ANA, ['Evening']);
		const { items } = await runOperation(simulator.current, run);
		expect(items[0].json).toEqual({
			question: 'When do you have time?',
			totalVotes: 1,
			options: [
				{ option: 'Morning', votes: 0, voters: [] },
				{ option: 'Evening', votes: 1, voters: [ANA] },
			],
		});
	});

	it('Mark as Played marks the voice notes of all items in one request', async () => {
		simulator.current.config.version = '2.4.0';
		const { items } = await chat('markAsPlayed', { recipient: ANA, messageIds: 'M1, M2' });
		simulator.current.config.version = '2.3.7';
		expect(items.map(({ json }) => json)).toMatchObject([
			{ messageId: 'M1', chat: ANA },
			{ messageId: 'M2', chat: ANA },
		]);
		const marks = bodies(simulator.current).filter((body) => 'playedMessages' in body);
		expect(marks).toEqual([
			{
				playedMessages: [
					{ id: 'M1', fromMe: false, remoteJid: ANA },
					{ id: 'M2', fromMe: false, remoteJid: ANA },
				],
			},
		]);
	});
});
