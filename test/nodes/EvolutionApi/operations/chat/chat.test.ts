import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { demoOf, arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777@s.whatsapp.net';
const BRUNO = '5511977776666@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';

const chat = async (
	operation: string,
	values: IDataObject = {},
	more: Partial<OperationRun> = {},
) => await runOperation(simulator.current, { resource: 'chat', operation, values, ...more });

const demo = () => demoOf(simulator.current);
const queryNewest = (jid: string) => {
	const message = demo().messages.chat(jid)?.messages.at(-1);
	if (!message) throw new Error(`There is no message in ${jid}`);
	return message;
};
const routes = () => arrived(simulator.current).map(({ path }) => path.split('/')[2]);

describe('Chat: bad input is refused before any request', () => {
	const cases: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		[
			'archive: a switch that is neither true nor false',
			'archive',
			{ recipient: ANA, archive: '={{ "perhaps" }}' },
			/^"Archive" must be true or false, not "perhaps"/,
		],
		[
			'archive: an author that is a word',
			'archive',
			{ recipient: TEAM, lastMessage: { messageId: 'M1', participant: 'Ana' } },
			/^"Last Message → Author" is "Ana", which is not a valid phone number/,
		],
		[
			'get: a channel',
			'get',
			{ recipient: '1@newsletter' },
			/^"Chat" is "1@newsletter", which is a channel, and cannot be used here/,
		],
		[
			'delivery updates: an unknown status',
			'getDeliveryUpdates',
			{ filters: { status: '={{ "SEEN" }}' } },
			/^"Filters → Status" must be DELETED, DELIVERY_ACK, EDITED, ERROR, PENDING, PLAYED, READ, or SERVER_ACK, not "SEEN"/,
		],
		[
			'many chats: a filter that is no number',
			'getMany',
			{ filters: { chat: 'abc' } },
			/^"Filters → Chat" is "abc", which is not a valid phone number/,
		],
		[
			'many chats: an unknown type',
			'getMany',
			{ filters: { chatType: '={{ "bots" }}' } },
			/^"Filters → Chat Type" must be all, groups, or people, not "bots"/,
		],
		[
			'poll votes: no message',
			'getPollVotes',
			{ recipient: ANA, messageId: '={{ " " }}' },
			/^"Message ID" is empty/,
		],
		[
			'played: no message',
			'markAsPlayed',
			{ recipient: ANA, messageIds: '={{ "" }}' },
			/^"Message IDs" is empty/,
		],
		[
			'read: no message',
			'markAsRead',
			{ recipient: ANA, messageIds: '={{ " , " }}' },
			/^"Message IDs" is empty/,
		],
		['unread: an empty chat', 'markAsUnread', { recipient: '={{ "" }}' }, /^"Chat" is empty/],
		[
			'presence: an unknown value',
			'sendPresence',
			{ recipient: ANA, presence: '={{ "away" }}' },
			/^"Presence" must be available, composing, paused, recording, or unavailable, not "away"/,
		],
		[
			'presence: longer than two minutes',
			'sendPresence',
			{ recipient: ANA, durationSeconds: 120.1 },
			/^"Duration \(Seconds\)" must be a number from 0 to 120, not 120\.1/,
		],
	];
	it.each(cases)('%s', async (_what, operation, values, message) => {
		const { error } = await chat(operation, values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe.each([
	['archive', 'archiveChat'],
	['markAsUnread', 'markChatUnread'],
])('Chat → %s', (operation, route) => {
	it('gives an error with what to do where the server has no message of the chat', async () => {
		const { error } = await chat(operation, { recipient: BRUNO });
		expect(error?.message).toBe('"Chat" has no message in the message store of the server');
		expect(error?.description).toContain('add Last Message → Message ID');
		expect(routes()).toEqual(['findMessages']);
	});

	it('takes the newest message of the chat from the store', async () => {
		const { error } = await chat(operation, { recipient: ANA });
		expect(error).toBeUndefined();
		const { key, messageTimestamp } = queryNewest(ANA);
		expect(routes()).toEqual(['findMessages', route]);
		expect(bodies(simulator.current)[1]).toMatchObject({
			chat: ANA,
			lastMessage: { key, messageTimestamp },
		});
	});

	it('sends the author of a message of a group, without whom WhatsApp refuses it', async () => {
		await chat(operation, { recipient: TEAM });
		expect(bodies(simulator.current)[1].lastMessage).toMatchObject({
			key: { remoteJid: TEAM, participant: BRUNO },
		});
	});

	it('makes no other request when the message is given', async () => {
		const lastMessage = { messageId: 'M1', participant: '5511977776666' };
		await chat(operation, { recipient: TEAM, lastMessage });
		expect(routes()).toEqual([route]);
		expect(bodies(simulator.current)[0].lastMessage).toEqual({
			key: { id: 'M1', fromMe: false, remoteJid: TEAM, participant: BRUNO },
		});
	});

	it('gives an error if the instance is not connected', async () => {
		demo().state = 'close';
		const { error } = await chat(operation, { recipient: ANA });
		expect(error?.message).toBe('The instance "demo" is not connected to WhatsApp');
	});
});

it.each([
	['archive', { lastMessage: { messageId: 'M1' } }],
	['markAsRead', { messageIds: 'M1' }],
	['markAsUnread', { lastMessage: { messageId: 'M1' } }],
	['sendPresence', { durationSeconds: 0 }],
])(
	'Chat → %s of an instance that was never connected: the error says so',
	async (operation, values) => {
		const { error } = await chat(
			operation,
			{ recipient: ANA, ...values },
			{ instance: 'new-phone' },
		);
		expect(error?.message).toBe('The instance "new-phone" is not connected to WhatsApp');
	},
);

describe('Chat → Archive', () => {
	it.each([true, false])('outputs whether the chat is archived now: %s', async (archive) => {
		const { items } = await chat('archive', { recipient: ANA, archive });
		expect(items[0].json).toEqual({ archived: archive, chat: ANA });
		expect(demo().account.archived.has(ANA)).toBe(archive);
	});
});

it('Mark as Unread gives the new state of the chat', async () => {
	const { items } = await chat('markAsUnread', { recipient: ANA });
	expect(items[0].json).toEqual({ markedAsUnread: true, chat: ANA });
});

describe('Chat → Mark as Read', () => {
	const values = { recipient: '={{ $json.chat }}', messageIds: '={{ $json.ids }}' };

	it('joins the items of an instance into one request, and links each result to its item', async () => {
		const { id } = queryNewest(ANA).key;
		const items = [
			{ json: { chat: ANA, ids: id } },
			{ json: { chat: TEAM, ids: ['T1', 'T2'] } },
			{ json: { chat: ANA, ids: id } },
		];
		const result = await chat('markAsRead', values, { items });
		const [marked, ...others] = bodies(simulator.current).filter((body) => 'readMessages' in body);
		expect(others).toEqual([]);
		expect([marked]).toEqual([
			{
				readMessages: [
					{ id, fromMe: false, remoteJid: ANA },
					{ id: 'T1', fromMe: false, remoteJid: TEAM },
					{ id: 'T2', fromMe: false, remoteJid: TEAM },
				],
			},
		]);
		expect(result.items).toMatchObject([
			{ json: { read: true, messageId: id, chat: ANA }, pairedItem: { item: 0 } },
			{ json: { read: true, messageId: 'T1', chat: TEAM }, pairedItem: { item: 1 } },
			{ json: { read: true, messageId: 'T2', chat: TEAM }, pairedItem: { item: 1 } },
			{ json: { read: true, messageId: id, chat: ANA }, pairedItem: { item: 2 } },
		]);
		expect(demo().messages.chat(ANA)?.unread).toBe(0);
	});
});

describe('Chat → Send Presence', () => {
	it('gives an error for a number that is not on WhatsApp', async () => {
		simulator.current.config.unknownNumbers = ['5511988887777'];
		const { error } = await chat('sendPresence', { recipient: ANA, durationSeconds: 0 });
		simulator.current.config.unknownNumbers = [];
		expect(error?.message).toBe('The server does not know this group or chat');
	});

	it('asks the server to show the presence for the duration', async () => {
		const values = { recipient: '+55 11 98888-7777', presence: 'recording', durationSeconds: 0.3 };
		const { items } = await chat('sendPresence', values);
		expect(items[0].json).toEqual({ presence: 'recording', chat: ANA });
		expect(bodies(simulator.current)).toEqual([
			{ number: '5511988887777', presence: 'recording', delay: 300 },
		]);
	});
});
