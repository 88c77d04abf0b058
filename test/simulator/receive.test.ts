import { type Client, startClient } from './support/client';
import { PNG } from './support/files';

const from = '5511988887777';
const chat = '5511988887777@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';

describe('simulator: actions of people on their phones', () => {
	let client: Client;

	const receive = (body: object) => client.post('/_sim/instances/demo/receive', { from, ...body });
	const send = async (route: string, body: object) =>
		(await client.post(`/message/${route}/demo`, { number: from, ...body })).body.key.id as string;
	const views = async (jid = chat) =>
		(await client.get(`/_sim/instances/demo/messages?chat=${jid}`)).body;
	const view = async (id: string) =>
		(await views()).find((entry: { id: string }) => entry.id === id);

	beforeAll(async () => {
		client = await startClient({ seed: true });
		client.simulator.config.ackDelayMs = 5;
	});
	afterAll(() => client.simulator.close());

	it.each([
		[{ kind: 'nonsense' }, 400],
		[{ kind: '__proto__' }, 400],
		[{ kind: 'text', from: '' }, 400],
		[{ kind: 'image' }, 400],
		[{ kind: 'raw' }, 400],
		[{ kind: 'reaction', targetId: 'nope', emoji: '👍' }, 404],
		[{ kind: 'text', quotedId: 'nope' }, 404],
	])('%j is refused', async (body, status) => {
		const answer = await receive(body);
		expect(answer.status).toBe(status);
		expect(answer.body.error).toEqual(expect.any(String));
	});

	it('fail on an instance that is not connected', async () => {
		const answer = await client.post('/_sim/instances/new-phone/receive', {
			from,
			kind: 'text',
			text: 'x',
		});
		expect(answer.status).toBe(409);
	});

	it('with Chatwoot, a message has the ID of its conversation in Chatwoot, and a message sent through the API has none', async () => {
		const before = await receive({ kind: 'text', text: 'yo' });
		expect(before.body).not.toHaveProperty('chatwootConversationId');
		const settings = { enabled: true, accountId: '1', token: 't', url: 'http://chat.example.com' };
		const switches = { signMsg: true, reopenConversation: true, conversationPending: false };
		await client.post('/chatwoot/set/demo', { ...settings, ...switches });
		const ids = async (body: object) => {
			const { chatwootConversationId, chatwootMessageId } = (await receive(body)).body;
			return [chatwootConversationId, chatwootMessageId] as number[];
		};
		const [conversation, message] = await ids({ kind: 'text', text: 'yo' });
		expect(await ids({ kind: 'text', text: 'I', fromMe: true })).toEqual([
			conversation,
			message + 1,
		]);
		const [other] = await ids({ kind: 'text', text: 'yo', from: '34612345678' });
		expect(other).not.toBe(conversation);
		const sent = await client.post('/message/sendText/demo', { number: from, text: 'bot' });
		expect(sent.body).not.toHaveProperty('chatwootConversationId');
		await client.post('/chatwoot/set/demo', { ...settings, ...switches, enabled: false });
		expect((await receive({ kind: 'text', text: 'yo' })).body).not.toHaveProperty(
			'chatwootConversationId',
		);
	});

	it('write a text in a chat and in a group', async () => {
		const { body } = await receive({ kind: 'text', text: 'yo' });
		expect(await view(body.key.id)).toMatchObject({
			kind: 'text',
			text: 'yo',
			fromMe: false,
			sender: { name: 'Ana' },
		});
		await receive({ kind: 'text', text: 'all', chat: TEAM, from: '34612345678' });
		expect((await views(TEAM)).at(-1)).toMatchObject({ text: 'all', sender: { name: 'Carla' } });
		const [first] = (await client.get('/_sim/instances/demo/chats')).body;
		expect(first).toMatchObject({
			jid: TEAM,
			name: 'Team',
			isGroup: true,
			lastMessage: { text: 'all' },
		});
	});

	it('react, and remove the reaction', async () => {
		const id = await send('sendText', { text: 'x' });
		await receive({ kind: 'reaction', targetId: id, emoji: '👍' });
		expect((await view(id)).reactions).toEqual([{ emoji: '👍', sender: chat }]);
		await receive({ kind: 'reaction', targetId: id, emoji: '' });
		expect((await view(id)).reactions).toEqual([]);
	});

	it('vote, and change the vote', async () => {
		const id = await send('sendPoll', { name: 'Q', selectableCount: 1, values: ['A', 'B'] });
		expect(await receive({ kind: 'pollVote', targetId: id, options: ['C'] })).toMatchObject({
			status: 404,
		});
		await receive({ kind: 'pollVote', targetId: id, options: ['A'] });
		const { body } = await receive({ kind: 'pollVote', targetId: id, options: ['B'] });
		expect(body.pollUpdates).toEqual([
			{ name: 'A', voters: [] },
			{ name: 'B', voters: [chat] },
		]);
		expect((await view(id)).poll).toEqual({
			name: 'Q',
			selectableCount: 1,
			options: [
				{ name: 'A', votes: [] },
				{ name: 'B', votes: [chat] },
			],
		});
	});

	it('press a button and choose a row', async () => {
		const buttons = [{ type: 'reply', displayText: 'Yes', id: 'yes' }];
		const id = await send('sendButtons', { title: 'T', footer: 'F', buttons });
		expect(await view(id)).toMatchObject({
			kind: 'buttons',
			footer: 'F',
			buttons: [{ id: 'yes', label: 'Yes', type: 'reply' }],
		});
		expect((await receive({ kind: 'buttonReply', targetId: id, buttonId: 'no' })).status).toBe(404);
		const pressed = await receive({ kind: 'buttonReply', targetId: id, buttonId: 'yes' });
		expect(await view(pressed.body.key.id)).toMatchObject({
			kind: 'text',
			text: 'Yes',
			quoted: { id },
		});
		const sections = [{ title: 'S', rows: [{ title: 'R1', rowId: 'r1' }] }];
		const list = await send('sendList', { title: 'T', buttonText: 'B', footerText: 'F', sections });
		expect(await view(list)).toMatchObject({
			kind: 'list',
			list: { title: 'T', buttonText: 'B', sections },
		});
		const chosen = await receive({ kind: 'listReply', targetId: list, rowId: 'r1' });
		expect(chosen.body.message.listResponseMessage.singleSelectReply).toEqual({
			selectedRowId: 'r1',
		});
	});

	it.each([true, false])('edit and delete (in the open: %s)', async (plain) => {
		const { body } = await receive({ kind: 'text', text: 'one' });
		await receive({ kind: 'edit', plain, targetId: body.key.id, text: 'two' });
		expect(await view(body.key.id)).toMatchObject({ text: 'two', edited: true });
		await receive({ kind: 'delete', targetId: body.key.id });
		const deleted = await view(body.key.id);
		expect(deleted.deleted).toBe(true);
		expect(deleted.text).toBeUndefined();
	});

	it('send a picture, whose bytes can be downloaded', async () => {
		const { body } = await receive({
			kind: 'image',
			base64: PNG.toString('base64'),
			mimetype: 'image/png',
			caption: 'c',
		});
		const shown = await view(body.key.id);
		expect(shown).toMatchObject({
			kind: 'image',
			text: 'c',
			media: { mimetype: 'image/png', size: PNG.length },
		});
		const { status, headers } = await client.get(shown.media.url);
		expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
	});

	it('send locations, contacts and messages of unknown types', async () => {
		const place = await receive({ kind: 'location', latitude: 1.5, longitude: 2, name: 'SP' });
		expect((await view(place.body.key.id)).location).toEqual({
			latitude: 1.5,
			longitude: 2,
			name: 'SP',
		});
		const card = await receive({
			kind: 'contact',
			fullName: 'Ann',
			phoneNumber: '+55 11 99999-0001',
		});
		expect((await view(card.body.key.id)).contacts).toEqual([
			{ fullName: 'Ann', phones: ['+55 11 99999-0001'] },
		]);
		const odd = await receive({
			kind: 'raw',
			message: { orderMessage: { orderId: '1' } },
			messageType: 'orderMessage',
		});
		expect(await view(odd.body.key.id)).toMatchObject({ kind: 'unknown', text: 'orderMessage' });
	});

	it('read the chat, which delivers read receipts', async () => {
		const id = await send('sendText', { text: 'x' });
		await client.post('/_sim/instances/demo/read', { chat });
		expect((await view(id)).ack).toBe('READ');
	});

	it('are stored: a message that was read is found with the status READ', async () => {
		const id = await send('sendText', { text: 'find me' });
		await client.post('/_sim/instances/demo/read', { chat });
		const { body } = await client.post('/chat/findMessages/demo', { where: { key: { id } } });
		expect(body.messages).toMatchObject({ total: 1, pages: 1, currentPage: 1 });
		expect(body.messages.records[0].MessageUpdate).toContainEqual({ status: 'READ' });
	});

	it('are ignored in groups when the instance ignores groups', async () => {
		const instance = client.simulator.state.instances.get('demo');
		if (!instance) throw new Error('no demo');
		instance.settings.groupsIgnore = true;
		const before = (await views(TEAM)).length;
		expect((await receive({ kind: 'text', text: 'x', chat: TEAM })).body).toEqual({
			ignored: true,
		});
		expect(await views(TEAM)).toHaveLength(before);
	});
});
