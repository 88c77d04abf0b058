import type { IDataObject } from 'n8n-workflow';

import { runGo, useGo } from '../../core/server/evolutionGo/support/runGo';

const server = useGo();
const ANA = '5511988887777@s.whatsapp.net';

const run = async (values: IDataObject) =>
	await runGo(server, {
		resource: 'chat',
		operation: 'requestHistory',
		values: {
			recipient: '5511988887777',
			messageId: '3EB0A1',
			messageTime: '2026-03-30T14:05:09-03:00',
			...values,
		},
	});

it.each([
	[{ messageId: '={{ "" }}' }, '"Oldest Message ID" is empty'],
	[{ messageTime: '={{ "" }}' }, '"Oldest Message Time" is empty'],
	[{ messageTime: 'May' }, '"Oldest Message Time" must be the time of a message, not "May"'],
	[
		{ messageTime: '1999-01-01T00:00:00Z' },
		'"Oldest Message Time" must be the time of a message, not "1999-01-01T00:00:00.000Z"',
	],
	[
		{ options: { messageCount: 0 } },
		'"Options → Count" must be a whole number from 1 to 500, not 0',
	],
	[{ recipient: '12@newsletter' }, 'is a channel'],
])('Chat → Request History with %j is refused before any request', async (values, message) => {
	const { error } = await run(values);
	expect(error?.message).toContain(message);
	expect(server.asked).toEqual([]);
});

it('Chat → Request History sends ID, time and chat of the given oldest message, and outputs the request ID', async () => {
	const { items } = await run({ options: { messageCount: 20 } });
	expect(server.askedAt('/chat/history-sync')[0].body).toEqual({
		messageInfo: {
			Chat: ANA,
			IsFromMe: false,
			IsGroup: false,
			ID: '3EB0A1',
			Timestamp: '2026-03-30T17:05:09.000Z',
		},
		count: 20,
	});
	expect(items[0].json).toEqual({ requested: true, chat: ANA, requestId: '3EB000112233445566AA' });
});

it('Chat → Request History accepts a group, and requests 50 messages by default', async () => {
	await run({ recipient: '120363020202020202@g.us', fromMe: true });
	expect(server.askedAt('/chat/history-sync')[0].body).toMatchObject({
		messageInfo: { IsGroup: true, IsFromMe: true },
		count: 50,
	});
});
