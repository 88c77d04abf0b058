import { type Client, startClient } from '../simulator/support/client';
import { expectCaptured } from '../simulator/support/captured';
import { type Collector, startCollector } from '../simulator/support/collector';

const TEAM = '120363020202020202@g.us';

describe('contract: the webhook deliveries of the simulator', () => {
	let client: Client;
	let hook: Collector;
	const compare = (file: string) => expectCaptured(hook, file);

	beforeAll(async () => {
		client = await startClient();
		hook = await startCollector();
		// `/instance/create` accepts GROUPS_UPDATE, but `/webhook/set` refuses it.
		const events = [
			'GROUPS_UPSERT',
			'GROUPS_UPDATE',
			'GROUP_PARTICIPANTS_UPDATE',
			'CHATS_UPDATE',
			'CHATS_DELETE',
			'CONTACTS_UPSERT',
			'CONTACTS_UPDATE',
			'LABELS_EDIT',
			'LABELS_ASSOCIATION',
			'PRESENCE_UPDATE',
			'CALL',
			'TYPEBOT_CHANGE_STATUS',
			'TYPEBOT_START',
		];
		const headers = { jwt_key: 'secret', 'x-custom': 'abc' };
		await client.post('/instance/create', {
			instanceName: 'cap',
			integration: 'WHATSAPP-BAILEYS',
			webhook: { url: hook.url, headers, events },
		});
		await client.post('/_sim/instances/cap/scan');
	});
	beforeEach(() => {
		hook.all.length = 0;
	});
	afterAll(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('are those of the real server for groups', async () => {
		const group = { id: TEAM, subject: 'S', participants: ['5511988887777'] };
		await client.post('/_sim/instances/cap/groups', group);
		await compare('groups.upsert');
		await client.post('/group/updateGroupSubject/cap', { groupJid: TEAM, subject: 'S2' });
		await compare('groups.update');
		await client.post('/group/updateParticipant/cap', {
			groupJid: TEAM,
			action: 'add',
			participants: ['5511977776666'],
		});
		await compare('group-participants.update');
	});

	it('are those of the real server for contacts', async () => {
		const contact = { number: '5511966660002', name: 'Saved Name' };
		await client.post('/_sim/instances/cap/contacts', contact);
		await compare('contacts.upsert.array');
		await client.post('/_sim/instances/cap/contacts', contact);
		await compare('contacts.update.array');
	});

	it('are those of the real server for labels, chats and presence', async () => {
		await client.post('/_sim/instances/cap/labels', { id: '7', name: 'VIP', color: '2' });
		await compare('labels.edit');
		const number = '5511988887777';
		await client.post('/label/handleLabel/cap', { number, labelId: '7', action: 'add' });
		await compare('labels.association');
		const key = { id: 'X', fromMe: false, remoteJid: `${number}@s.whatsapp.net` };
		await client.post('/chat/archiveChat/cap', { archive: true, lastMessage: { key } });
		await compare('chats.update');
		await client.call('DELETE', `/_sim/instances/cap/chats/${key.remoteJid}`);
		await compare('chats.delete');
		const presence = { from: number, kind: 'presence', presence: 'composing' };
		await client.post('/_sim/instances/cap/receive', presence);
		await compare('presence.update');
	});

	it('are those of the real server for a call', async () => {
		await client.post('/_sim/instances/cap/calls', { from: '5511988887777' });
		await compare('call');
	});

	it('are those of the real server for Typebot, with a session and without one', async () => {
		const remoteJid = '5511988887777@s.whatsapp.net';
		const bot = { url: 'http://typebot.example', typebot: 'tb1' };
		await client.post('/typebot/create/cap', { enabled: true, triggerType: 'none', ...bot });
		await client.post('/typebot/changeStatus/cap', { remoteJid, status: 'paused' });
		await compare('typebot.change-status');
		const variables = [{ name: 'a', value: 'b' }];
		await client.post('/typebot/start/cap', { remoteJid, ...bot, variables });
		await compare('typebot.start');
		await client.post('/typebot/start/cap', { remoteJid, ...bot, startSession: true, variables });
		const isOpened = ({ status }: { status: string }) => status === 'opened';
		await expectCaptured(hook, 'typebot.change-status.opened', isOpened);
	});
});
