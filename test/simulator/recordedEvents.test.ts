import { type Client, startClient, until } from './support/client';
import { MP3, PNG } from './support/files';
import {
	findLeftOut,
	findUnrecorded,
	isRecordingThere,
	readRecorded,
	RECORDED_TITLE,
	type Recorded,
} from './support/recorded';

type Json = Record<string, unknown>;

interface Delivered {
	readonly instance: string;
	readonly event: string;
	readonly data: unknown;
}

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const TEAM = '120363020202020203@g.us';

/** Plays a day of an instance of each kind, so that every event that the simulator has comes at least once. */
async function playAll(client: Client): Promise<void> {
	const { post, call } = client;
	const receive = async (body: Json, instance = 'cap') =>
		(await post(`/_sim/instances/${instance}/receive`, { from: ANA, ...body })).body as {
			readonly key: { readonly id: string };
		};
	await link(client);
	const { key } = await receive({ kind: 'text', text: 'one', pushName: 'Ann' });
	await receive({ kind: 'text', text: 'two', pushName: 'Anna' });
	await receive({ kind: 'edit', plain: true, targetId: key.id, text: 'changed' });
	await receive({ kind: 'delete', targetId: key.id });
	await receive({ kind: 'presence', presence: 'composing' });
	await playSending(client);
	await playPeople(client);
	const bot = { url: 'http://typebot.example', typebot: 'tb1' };
	await post('/typebot/create/cap', { enabled: true, triggerType: 'none', ...bot });
	await post('/typebot/changeStatus/cap', { remoteJid: ANA_JID, status: 'paused' });
	const variables = [{ name: 'a', value: 'b' }];
	await post('/typebot/start/cap', { remoteJid: ANA_JID, ...bot, variables });
	await post('/typebot/start/cap', { remoteJid: ANA_JID, ...bot, startSession: true, variables });
	await playOtherChannels(client, receive);
	await post('/_sim/instances/cap/close', { reason: 401 });
	await call('DELETE', '/instance/delete/cap');
}

async function link({ post, get }: Client): Promise<void> {
	await post('/instance/create', {
		instanceName: 'codes',
		integration: 'WHATSAPP-BAILEYS',
		qrcode: true,
	});
	await post('/_sim/instances/codes/endQrCodes');
	await post('/instance/create', { instanceName: 'cap', integration: 'WHATSAPP-BAILEYS' });
	await get('/instance/connect/cap');
	await post('/_sim/instances/cap/scan');
}

async function playSending({ post, call }: Client): Promise<void> {
	const send = async (route: string, body: Json) =>
		(await post(`/message/${route}/cap`, { number: ANA, ...body })).body as { key: Json };
	const { key } = await send('sendText', { text: 'out' });
	await post('/_sim/instances/cap/read', { chat: ANA_JID });
	await post('/chat/updateMessage/cap', { number: ANA, key, text: 'out, changed' });
	await call('DELETE', '/chat/deleteMessageForEveryone/cap', key);
	const media = PNG.toString('base64');
	await send('sendMedia', { mediatype: 'image', media, fileName: 'i.png' });
	await send('sendWhatsAppAudio', { audio: MP3.toString('base64') });
	await send('sendSticker', { sticker: media });
	await send('sendLocation', { name: 'A', address: 'B', latitude: 1.5, longitude: 2.5 });
	await send('sendContact', { contact: [{ fullName: 'Ann', phoneNumber: '+55 11 99999-0001' }] });
	await send('sendPoll', { name: 'Q?', selectableCount: 1, values: ['A', 'B'] });
	await send('sendReaction', { key, reaction: '👍' });
	const rows = [{ title: 'R1', description: 'd', rowId: 'r1' }];
	const list = { title: 'T', buttonText: 'B', footerText: 'F' };
	await send('sendList', { ...list, sections: [{ title: 'S', rows }] });
}

async function playPeople({ post, call }: Client): Promise<void> {
	const contact = { number: '5511966660002', name: 'Saved Name' };
	await post('/_sim/instances/cap/contacts', contact);
	await post('/_sim/instances/cap/contacts', contact);
	const participants = [ANA];
	await post('/_sim/instances/cap/groups', { id: TEAM, subject: 'S', participants });
	await post('/group/updateGroupSubject/cap', { groupJid: TEAM, subject: 'S2' });
	const change = { groupJid: TEAM, participants: ['5511977776666'] };
	await post('/group/updateParticipant/cap', { ...change, action: 'add' });
	await post('/_sim/instances/cap/labels', { id: '7', name: 'VIP', color: '2' });
	await post('/label/handleLabel/cap', { number: ANA, labelId: '7', action: 'add' });
	const key = { id: 'X', fromMe: false, remoteJid: ANA_JID };
	await post('/chat/archiveChat/cap', { archive: true, lastMessage: { key } });
	await call('DELETE', `/_sim/instances/cap/chats/${ANA_JID}`);
	await post('/_sim/instances/cap/calls', { from: ANA });
}

async function playOtherChannels(
	{ post }: Client,
	receive: (body: Json, instance: string) => Promise<unknown>,
): Promise<void> {
	for (const [instanceName, integration] of [
		['biz', 'WHATSAPP-BUSINESS'],
		['evo', 'EVOLUTION'],
	]) {
		await post('/instance/create', { instanceName, integration });
		await receive({ kind: 'text', text: 'hello', pushName: 'Ann' }, instanceName);
		await post(`/message/sendText/${instanceName}`, { number: ANA, text: 'out' });
	}
}

(isRecordingThere ? describe : describe.skip)(
	`simulator: the form of its events${RECORDED_TITLE}`,
	() => {
		const delivered: Delivered[] = [];
		let client: Client;
		let recorded: Recorded;
		const ofEvent = (event: string) => delivered.filter((one) => one.event === event);

		beforeAll(async () => {
			recorded = readRecorded();
			client = await startClient();
			client.simulator.config.ackDelayMs = 5;
			client.simulator.state.on('event', ({ instance, event, data }) =>
				delivered.push({ instance: instance.name, event, data: structuredClone(data) }),
			);
			await playAll(client);
			await until(() => ofEvent('remove.instance').length > 0);
		});
		afterAll(() => client.simulator.close());

		it.each([
			'call',
			'chats.delete',
			'chats.update',
			'chats.upsert',
			'connection.update',
			'contacts.update',
			'contacts.upsert',
			'group-participants.update',
			'groups.update',
			'groups.upsert',
			'instance.create',
			'instance.delete',
			'labels.association',
			'labels.edit',
			'logout.instance',
			'messages.delete',
			'messages.edited',
			'messages.update',
			'presence.update',
			'qrcode.updated',
			'remove.instance',
			'send.message',
			'send.message.update',
			'status.instance',
			'typebot.change-status',
			'typebot.start',
		])('%s has all that was recorded and no more, or a reason', (event) => {
			const found = ofEvent(event);
			expect(found).not.toEqual([]);
			const extra = found.flatMap(({ data }) => findUnrecorded(recorded, event, data));
			const missing = found.flatMap(({ data }) => findLeftOut(recorded, event, data));
			expect([...new Set(extra)]).toEqual([]);
			expect([...new Set(missing)]).toEqual([]);
		});

		it('plays no event that this test leaves out', () => {
			const names = new Set(delivered.map(({ event }) => event));
			// Its messages are held by recordedForms.test.ts.
			names.delete('messages.upsert');
			expect(names.size).toBe(26);
		});
	},
);
