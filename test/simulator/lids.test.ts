import { type Client, startClient } from './support/client';

const ANA = '5511988887777@s.whatsapp.net';
const LID = '111111111111111@lid';
const TEAM = '120363020202020202@g.us';

// Tests people whom WhatsApp identifies by LID because it hides their numbers, and how servers handle that.

async function start(version?: string): Promise<Client> {
	const client = await startClient({ seed: true, ...(version && { version }) });
	await client.call('DELETE', `/_sim/instances/demo/chats/${ANA}`);
	return client;
}
const receive = async (client: Client, body: object = {}) =>
	(
		await client.post('/_sim/instances/demo/receive', {
			from: '5511988887777',
			lid: LID,
			kind: 'text',
			text: 'from a LID',
			...body,
		})
	).body.key;
const find = async (client: Client, key: object) => {
	const { body } = await client.post('/chat/findMessages/demo', { where: { key } });
	return body.messages.records.map(
		(record: { key: { remoteJid: string } }) => record.key.remoteJid,
	);
};

it.each([
	[
		'2.3.7',
		{ remoteJid: LID, remoteJidAlt: ANA, addressingMode: 'lid', participant: '' },
		{ remoteJid: ANA, remoteJidAlt: ANA, addressingMode: 'lid' },
	],
	[
		'2.4.0',
		{ remoteJid: LID, remoteJidAlt: ANA, addressingMode: 'lid', participant: '' },
		{ remoteJid: ANA, remoteJidAlt: LID, addressingMode: 'pn' },
	],
])(
	"simulator: %s stores a message under the sender's LID and delivers it under the number",
	async (version, stored, delivered) => {
		const client = await start(version);
		expect(await receive(client)).toMatchObject(delivered);
		const { body } = await client.post('/chat/findMessages/demo', {
			where: { key: { remoteJid: LID } },
		});
		const { id, fromMe, ...key } = body.messages.records[0].key;
		expect([id, fromMe]).toEqual([expect.any(String), false]);
		expect(key).toEqual(stored);
		await client.simulator.close();
	},
);

it.each([
	['2.3.5', [ANA]],
	['2.3.7', [ANA, LID]],
])(
	'simulator: %s, asked for messages whose remoteJid or remoteJidAlt is a number, finds those under %j',
	async (version, expected) => {
		const client = await start(version);
		await receive(client);
		await client.post('/message/sendText/demo', { number: ANA, text: 'answer' });
		expect(await find(client, { remoteJid: ANA })).toEqual([ANA]);
		expect((await find(client, { remoteJid: ANA, remoteJidAlt: ANA })).sort()).toEqual(
			expected.slice().sort(),
		);
		await client.simulator.close();
	},
);

it('simulator: a person with number and LID is one chat on the phone, and two on the server', async () => {
	const client = await start();
	await receive(client);
	await client.post('/message/sendText/demo', { number: ANA, text: 'answer' });
	const phone = (await client.get('/_sim/instances/demo/chats')).body;
	expect(phone.filter(({ jid }: { jid: string }) => jid !== TEAM)).toMatchObject([{ jid: ANA }]);
	const listed = (await client.post('/chat/findChats/demo', {})).body;
	expect(listed.map(({ remoteJid }: { remoteJid: string }) => remoteJid).sort()).toEqual([
		LID,
		TEAM,
		ANA,
	]);
	await client.simulator.close();
});

it('simulator: the number and the LID of a person have separate unread counts', async () => {
	const client = await start();
	await receive(client, { lid: undefined });
	await receive(client);
	await receive(client);
	const count = async (jid: string) =>
		(await client.get(`/chat/findChatByRemoteJid/demo?remoteJid=${encodeURIComponent(jid)}`)).body
			.unreadMessages;
	expect([await count(ANA), await count(LID)]).toEqual([1, 2]);
	const listed = (await client.post('/chat/findChats/demo', {})).body;
	const counts = listed.map((chat: { remoteJid: string; unreadCount: number }) => [
		chat.remoteJid,
		chat.unreadCount,
	]);
	expect(counts).toEqual(
		expect.arrayContaining([
			[ANA, 1],
			[LID, 2],
		]),
	);
	await client.simulator.close();
});

it('simulator: a group message has both addresses of its sender', async () => {
	const client = await start();
	expect(await receive(client, { chat: TEAM })).toMatchObject({
		remoteJid: TEAM,
		participant: LID,
		participantAlt: ANA,
	});
	const by = (participant: string) => find(client, { remoteJid: TEAM, participant });
	// Before a sender's first message, the group receives a message with the sender's key.
	expect(await by(LID)).toEqual([TEAM, TEAM]);
	expect(await by(ANA)).toEqual([]);
	await client.simulator.close();
});

it.each([
	['2.3.7', 1],
	['2.4.0', 0],
])(
	'simulator: %s, asked to mark a message as read by the LID of its chat, leaves %i messages unread',
	async (version, unread) => {
		const client = await start(version);
		const { id } = await receive(client);
		const readMessages = [{ id, fromMe: false, remoteJid: LID }];
		await client.post('/chat/markMessageAsRead/demo', { readMessages });
		const [chat] = (await client.get('/_sim/instances/demo/chats')).body;
		expect(chat).toMatchObject({ jid: ANA, unread });
		await client.simulator.close();
	},
);

it('simulator: a query with a time after January 19, 2038 (more than 32 bits) fails', async () => {
	const client = await start();
	const ask = async (route: string, lte: string) => {
		const where = { messageTimestamp: { gte: '2026-01-01', lte } };
		return (await client.post(`/chat/${route}/demo`, { where })) as {
			status: number;
			body: { response: { message: string } };
		};
	};
	for (const route of ['findMessages', 'findChats']) {
		expect((await ask(route, '2038-01-19T03:14:07Z')).status).toBe(200);
		const { status, body } = await ask(route, '2038-01-19T03:14:08Z');
		expect(status).toBe(500);
		expect(body.response.message).toContain('value "2147483648" is out of range for type integer');
	}
	await client.simulator.close();
});

it('simulator: a message under the LID alone is shown on the phone in the chat of the number, and the server finds it', async () => {
	const client = await start();
	await receive(client, { from: LID, lid: undefined, text: 'before' });
	await receive(client);
	await receive(client, { from: LID, lid: undefined, text: 'after' });
	const phone = (await client.get('/_sim/instances/demo/chats')).body;
	expect(phone.map(({ jid }: { jid: string }) => jid).sort()).toEqual([TEAM, ANA]);
	expect(await find(client, { remoteJid: LID, remoteJidAlt: LID })).toEqual([LID, LID, LID]);
	await client.simulator.close();
});

it('simulator: from 2.3.6 on a LID in one row with a number is asked and sent to by the number', async () => {
	for (const [version, jid] of [
		['2.3.5', LID],
		['2.3.6', ANA],
	]) {
		const client = await start(version);
		await client.post('/_sim/config', { rowsOfLids: { [LID]: ANA } });
		const asked = await client.post('/chat/whatsappNumbers/demo', { numbers: [LID] });
		expect(asked.body).toMatchObject([{ jid, exists: true, number: LID }]);
		const sent = await client.post('/message/sendText/demo', { number: LID, text: 'a' });
		expect(sent.body.key.remoteJid).toBe(jid);
		await client.simulator.close();
	}
});
