import { type Client, startClient } from '../simulator/support/client';
import { expectCaptured } from '../simulator/support/captured';
import { type Collector, startCollector } from '../simulator/support/collector';
import { bodyOf, type Example, examples } from '../simulator/support/replay';
import { buildWorld } from '../simulator/support/world';
import { findRoute } from '../simulator/support/findRoute';
import { knownRoutes, version24 } from '../support/facts';

const GROUPS = ['chat', 'group', 'label'];
const TEAM = '120363020202020202@g.us';
const isServed = (method: string, path: string) => findRoute(method, path) !== undefined;

describe('contract: the chat, group and label routes of the server', () => {
	it('are all served by the simulator, those of 2.4 too', () => {
		const known = knownRoutes.filter(({ group }) => GROUPS.includes(group));
		const added = version24.routes
			.map((route) => route.split(' '))
			.filter(([, path]) => GROUPS.some((group) => path.startsWith(`/${group}/`)))
			.map(([method, path]) => ({ method, path }));
		expect([known.length, added.length]).toEqual([41, 4]);
		const missing = [...known, ...added].filter(({ method, path }) => !isServed(method, path));
		expect(missing.map(({ path }) => path)).toEqual([]);
	});
});

describe('contract: the simulator gives the error answers of chat, group and label routes', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient();
	});
	afterAll(() => client.simulator.close());

	/** Texts of the database library name a file of the captured server. */
	const isDatabase = ({ response }: Example) => JSON.stringify(response).includes('prisma');
	const cases = examples(GROUPS, isServed)
		.filter((example) => example.status >= 400 && !isDatabase(example))
		.map((example): [string, Example] => [`${example.name}: ${example.label}`, example]);

	it.each(cases)('%s, with the same words as the real server', async (_title, example) => {
		buildWorld(client.simulator.state);
		const { status, body } = await client.call(
			example.method,
			example.request.url,
			bodyOf(example, ''),
		);
		expect({ status, body }).toEqual({ status: example.status, body: example.response });
	});

	it('for more than 25 errors recorded from the real server', () => {
		expect(cases.length).toBeGreaterThan(25);
	});
});

describe('contract: the webhook deliveries of the simulator', () => {
	let client: Client;
	let hook: Collector;
	const compare = (file: string) => expectCaptured(hook, file);

	beforeAll(async () => {
		client = await startClient();
		hook = await startCollector();
		// Only `create` takes the name under which group changes are really sent.
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
});
