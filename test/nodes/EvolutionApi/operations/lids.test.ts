import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../support/run';
import { demoOf, arrived, useSimulator } from '../../../support/simulator';
import { time } from '../../../support/time';
import { written as receive } from '../../../support/written';

// Tests people whose number WhatsApp hides. The server stores their messages under a LID, and ours under the number. If the user only
// enters the number, both must be found.

const simulator = useSimulator();

beforeEach(() => time.start(simulator.current, true));
afterEach(() => jest.restoreAllMocks());

const ANA = '5511988887777@s.whatsapp.net';
const LID = '111111111111111@lid';
const TEAM = '120363020202020202@g.us';

const run = async (
	resource: string,
	operation: string,
	values: IDataObject,
	more: Partial<OperationRun> = {},
) => await runOperation(simulator.current, { resource, operation, values, ...more });
const demo = () => demoOf(simulator.current);
const written = (event: IDataObject = {}) => receive(simulator.current, { lid: LID, ...event });
const bodiesTo = (route: string) =>
	arrived(simulator.current)
		.filter(({ path }) => path.startsWith(`/chat/${route}`))
		.map(({ body }) => body as IDataObject);

beforeEach(() => {
	simulator.current.config.version = '2.3.7';
	demo().messages.removeChat(ANA);
});

describe('a person with number and LID: Message → Get Many', () => {
	const getMany = async (filters: IDataObject) =>
		(await run('message', 'getMany', { returnAll: true, filters })).items.map(({ json }) => json);

	it('finds the messages of both sides of the chat by the phone number, and outputs the number', async () => {
		written({ text: 'question' });
		await run('message', 'sendText', { recipient: ANA, text: 'answer' });
		const found = await getMany({ chat: '5511988887777' });
		expect(found.map(({ text }) => text).sort()).toEqual(['answer', 'question']);
		expect(found.map(({ chat }) => chat)).toEqual([ANA, ANA]);
		expect(found.find(({ fromMe }) => fromMe === false)).toMatchObject({
			phoneNumber: '5511988887777',
			lid: LID,
			senderPhone: '5511988887777',
			kind: 'text',
		});
	});

	it('finds by the LID what the person wrote', async () => {
		written({ text: 'question' });
		expect(await getMany({ chat: LID })).toMatchObject([{ chat: ANA, text: 'question' }]);
	});

	it('finds the messages of a group member by number and by LID', async () => {
		written({ chat: TEAM, text: 'of Ana' });
		receive(simulator.current, { chat: TEAM, from: '34612345678', text: 'of Carla' });
		for (const member of ['5511988887777', LID]) {
			const found = await getMany({ chat: TEAM, member });
			// The server has also stored a message without text, which contains the member's encryption key for the group.
			expect(found.filter(({ text }) => text !== null)).toMatchObject([
				{ chat: TEAM, text: 'of Ana', participant: LID, senderPhone: '5511988887777' },
			]);
		}
		const carla = await getMany({ chat: TEAM, member: '34612345678' });
		expect(carla.map(({ text }) => text)).toEqual(['of Carla', 'Good morning, everyone!']);
	});
});

describe.each([
	['archive', 'archiveChat'],
	['markAsUnread', 'markChatUnread'],
])('a person with number and LID: Chat → %s', (operation, route) => {
	it('uses the newest message, which is stored under the LID, when the chat is given by number', async () => {
		const { id } = written();
		const { error, items } = await run('chat', operation, { recipient: ANA });
		expect(error).toBeUndefined();
		expect(items[0].json.chat).toBe(ANA);
		expect(bodiesTo(route)).toMatchObject([{ lastMessage: { key: { id, remoteJid: LID } } }]);
	});
});

describe('a person with number and LID: Chat → Get Many', () => {
	const getMany = async (filters: IDataObject) =>
		(await run('chat', 'getMany', { returnAll: true, filters })).items.map(({ json }) => json);

	it('gives one chat, with the number as chat, for messages stored under the number and the LID', async () => {
		written();
		await run('message', 'sendText', { recipient: ANA, text: 'answer' });
		expect((await getMany({})).map(({ chat }) => chat)).toEqual([ANA, TEAM]);
		for (const chat of ['5511988887777', LID]) {
			expect(await getMany({ chat })).toMatchObject([{ chat: ANA, phoneNumber: '5511988887777' }]);
		}
	});

	it('counts what is unread under both addresses, also with Only Unread', async () => {
		receive(simulator.current, { text: 'before WhatsApp hid the number' });
		for (let index = 0; index < 7; index++) written();
		await run('message', 'sendText', { recipient: ANA, text: 'answer' });
		for (const filters of [{}, { unreadOnly: true }, { chat: LID }, { chatType: 'people' }]) {
			expect((await getMany(filters)).filter(({ chat }) => chat === ANA)).toMatchObject([
				{ unreadCount: 8, lid: LID, lastMessage: { text: 'answer' } },
			]);
		}
	});

	it('merges the chats under the number and under the LID before it applies the limit', async () => {
		written();
		await run('message', 'sendText', { recipient: ANA, text: 'answer' });
		const { items } = await run('chat', 'getMany', { returnAll: false, limit: 1 });
		expect(items.map(({ json }) => json)).toMatchObject([{ chat: ANA, unreadCount: 1 }]);
	});

	it('with Only Unread gives a chat with an unread message even if the account wrote last', async () => {
		written();
		await run('message', 'sendText', { recipient: ANA, text: 'answer' });
		expect(await getMany({ unreadOnly: true })).toMatchObject([{ chat: ANA, unreadCount: 1 }]);
	});
});

describe('a person with number and LID: Chat → Get', () => {
	it('finds a chat that is stored under the LID by the phone number, and outputs the number', async () => {
		written();
		const { error, items } = await run('chat', 'get', { recipient: ANA });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ chat: ANA, unreadCount: 1 });
		const raw = await run('chat', 'get', { recipient: ANA, simplify: false });
		expect(raw.items[0].json).toMatchObject({ remoteJid: ANA, remoteJidAlt: LID });
	});

	it('by number or LID gives the number of unread messages and the labels of the chats under both', async () => {
		receive(simulator.current, { text: 'before WhatsApp hid the number' });
		written({ text: 'after' });
		demo().account.labels.set(ANA, new Set(['7', '9']));
		demo().account.labels.set(LID, new Set(['9', '12']));
		for (const recipient of ['5511988887777', LID]) {
			const { error, items } = await run('chat', 'get', { recipient });
			expect(error).toBeUndefined();
			expect(items.map(({ json }) => json)).toEqual([
				expect.objectContaining({ chat: ANA, unreadCount: 2 }),
			]);
			expect((items[0].json.labels as string[]).sort()).toEqual(['12', '7', '9']);
		}
	});

	it('finds the chat by the LID', async () => {
		written();
		const { items } = await run('chat', 'get', { recipient: LID });
		expect(items[0].json).toMatchObject({ unreadCount: 1 });
	});
});

describe('a person with number and LID: Chat → Get Delivery Updates', () => {
	const updates = async (filters: IDataObject) =>
		(await run('chat', 'getDeliveryUpdates', { returnAll: true, filters })).items.map(
			({ json }) => json,
		);

	it('finds the updates of messages stored under the LID by the phone number, and outputs the number', async () => {
		const { id } = written();
		const ours = (await run('message', 'sendText', { recipient: ANA, text: 'answer' })).items[0]
			.json;
		for (const message of [...demo().messages.newestFirst()].slice(0, 2)) {
			message.updates.push('READ');
		}
		const found = await updates({ chat: '5511988887777', status: 'READ' });
		expect(found.map(({ messageId }) => messageId).sort()).toEqual([id, ours.messageId].sort());
		expect(found.map(({ chat }) => chat)).toEqual([ANA, ANA]);
	});
});

describe('a person with number and LID: Chat → Mark as Read', () => {
	it('refuses a LID on a server that would ignore it and report success', async () => {
		const { id } = written();
		const { error } = await run('chat', 'markAsRead', { recipient: LID, messageIds: id });
		expect(error?.message).toBe(
			'Marking messages of a LID as read needs Evolution API 2.4.0 or newer; the server is 2.3.7',
		);
		expect(error?.description).toBe('Enter the phone number of the chat instead.');
		expect(bodiesTo('markMessageAsRead')).toEqual([]);
	});

	it.each([
		['2.3.7', ANA],
		['2.4.0', LID],
	])('on server version %s accepts %s', async (version, recipient) => {
		simulator.current.config.version = version;
		const { id } = written();
		const { items } = await run('chat', 'markAsRead', { recipient, messageIds: id });
		expect(items[0].json).toEqual({ read: true, messageId: id, chat: recipient });
		expect(demo().messages.chat(ANA)?.unread).toBe(0);
	});
});

it('Chat → Get Delivery Updates finds the updates of one message stored under the LID, by number and message ID', async () => {
	const { id } = written({ fromMe: true });
	const message = demo().messages.get(id);
	message?.updates.push('READ');
	expect(message?.key.remoteJid).toBe(LID);
	const filters = { chat: ANA, messageId: id };
	const { items } = await run('chat', 'getDeliveryUpdates', { returnAll: true, filters });
	expect(items.map(({ json }) => json.status)).toEqual(['READ']);
});

describe('a person with number and LID: the Conversation resource:', () => {
	it('Combine Messages takes only messages since our last answer, which is stored under the number', async () => {
		written({ text: 'old' });
		await run('message', 'sendText', { recipient: ANA, text: 'answer' });
		for (const message of demo().messages.chat(ANA)?.messages ?? []) {
			message.messageTimestamp -= 60;
		}
		written({ text: 'new' });
		const { flat: json } = written({ text: 'newest' });
		const { items } = await run(
			'conversation',
			'combineMessages',
			{ debounceTime: 1 },
			{ trigger: {}, items: [{ json }] },
		);
		expect(items[0].json).toMatchObject({ text: 'new\nnewest', chat: ANA, lid: LID });
	});

	it('Reply marks as read by number what an older server delivered by LID', async () => {
		simulator.current.config.version = '2.3.5';
		const { flat: json } = written();
		expect(json.chat).toBe(LID);
		const { error } = await run(
			'message',
			'reply',
			{ text: 'Hi', options: { markAsRead: true } },
			{ trigger: {}, items: [{ json }] },
		);
		expect(error).toBeUndefined();
		expect(bodiesTo('markMessageAsRead')).toMatchObject([{ readMessages: [{ remoteJid: ANA }] }]);
		expect(demo().messages.chat(ANA)?.unread).toBe(0);
	});
});

it('Deduplication recognizes a message that was sent from the phone and is stored under the LID', async () => {
	written({ fromMe: true, text: 'Our offer' });
	const values = {
		recipient: ANA,
		text: 'Our offer',
		bulkSending: { deduplication: { values: { sentSince: 1 } } },
	};
	const { items } = await run('message', 'sendText', values);
	expect(items[0].json.broadcast).toMatchObject({ status: 'alreadySent', jid: ANA });
	const sends = arrived(simulator.current).filter(({ path }) => path.startsWith('/message/'));
	expect(sends).toEqual([]);
});
