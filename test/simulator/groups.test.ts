import { type Client, refused, startClient, reset } from './support/client';
import { type Collector, startCollector } from './support/collector';
import { PNG } from './support/files';

const TEAM = '120363020202020202@g.us';
const OWN = '5511900000001@s.whatsapp.net';
const ANA = '5511988887777@s.whatsapp.net';

describe('simulator: groups', () => {
	let client: Client;
	let hook: Collector;
	const at = (route: string, jid: string, more = '') =>
		`/group/${route}/demo?groupJid=${encodeURIComponent(jid)}${more}`;
	const infos = async (jid: string) => (await client.get(at('findGroupInfos', jid))).body;
	const create = async (body: object = {}) => {
		const numbers = { participants: ['5511988887777', '5511977776666'] };
		return (await client.post('/group/create/demo', { subject: 'New', ...numbers, ...body })).body;
	};

	beforeAll(async () => {
		hook = await startCollector();
		client = await startClient();
	});
	beforeEach(async () => await reset(client, hook));
	afterAll(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('that were created are found, listed and on the phone, without numbers that are not on WhatsApp', async () => {
		client.simulator.config.unknownNumbers = ['5511977776666'];
		const group = await create({ description: 'What for', promoteParticipants: true });
		expect(group).toMatchObject({ subject: 'New', desc: 'What for', size: 2 });
		expect(group.participants).toEqual([
			{ id: OWN, admin: 'superadmin' },
			{ id: ANA, admin: 'admin' },
		]);
		expect(await infos(group.id)).toMatchObject({ subject: 'New', desc: 'What for' });
		const all = await client.get('/group/fetchAllGroups/demo?getParticipants=false');
		expect(all.body.map(({ id }: { id: string }) => id)).toContain(group.id);
		const [first] = (await client.get('/_sim/instances/demo/chats')).body;
		expect(first).toMatchObject({ jid: group.id, name: 'New', isGroup: true, lastMessage: null });
		const upsert = await hook.wait('groups.upsert');
		expect(upsert.body.data[0]).toMatchObject({ id: group.id, subject: 'New' });
		const sent = await client.post('/message/sendText/demo', { number: group.id, text: 'hi' });
		expect(sent.status).toBe(201);
	});

	it('show their members by name on the phone', async () => {
		const { body } = await client.get(`/_sim/instances/demo/groups/${encodeURIComponent(TEAM)}`);
		expect(body).toMatchObject({ id: TEAM, subject: 'Team' });
		expect(body.participants).toContainEqual({ jid: ANA, name: 'Ana', admin: null });
		expect((await client.get('/_sim/instances/demo/groups/nope')).status).toBe(404);
		const { participants } = (await client.get(at('participants', TEAM))).body;
		expect(participants).toContainEqual(expect.objectContaining({ id: ANA, name: 'Ana' }));
	});

	it('change subject, description, settings and picture', async () => {
		await client.post('/group/updateGroupSubject/demo', { groupJid: TEAM, subject: 'Crew' });
		await client.post(at('updateGroupDescription', TEAM), { description: 'Us' });
		await client.post(at('updateSetting', TEAM.split('@')[0]), { action: 'announcement' });
		await client.post(at('updateSetting', TEAM), { action: 'locked' });
		const before = (await infos(TEAM)).pictureUrl;
		await client.post(at('updateGroupPicture', TEAM), { image: PNG.toString('base64') });
		const group = await infos(TEAM);
		expect(group).toMatchObject({ subject: 'Crew', desc: 'Us', announce: true, restrict: true });
		expect(group.pictureUrl).not.toBe(before);
		const { data } = (await hook.wait('contacts.update')).body;
		expect(data).toEqual([expect.objectContaining({ remoteJid: TEAM })]);
		await client.post(at('toggleEphemeral', TEAM), { expiration: 86_400 });
		expect((await hook.wait('chats.update')).body.data).toEqual([
			expect.objectContaining({ remoteJid: TEAM }),
		]);
	});

	it('add, remove, promote and demote members, with a status for each', async () => {
		const change = async (action: string, ...participants: string[]) => {
			const { status, body } = await client.post(at('updateParticipant', TEAM), {
				action,
				participants,
			});
			expect(status).toBe(201);
			return body.updateParticipants.map((entry: { status: string }) => entry.status);
		};
		client.simulator.config.unknownNumbers = ['5511912340000'];
		expect(await change('add', '5511966665555', '5511988887777', '5511912340000')).toEqual([
			'200',
			'409',
			'404',
		]);
		const { data } = (await hook.wait('group-participants.update')).body;
		expect(data).toMatchObject({
			id: TEAM,
			author: OWN,
			action: 'add',
			participants: ['5511966665555@s.whatsapp.net'],
		});
		expect(await change('promote', '5511988887777')).toEqual(['200']);
		expect((await infos(TEAM)).participants).toContainEqual({ id: ANA, admin: 'admin' });
		expect(await change('demote', '5511988887777')).toEqual(['200']);
		expect(await change('remove', '5511988887777', '5511933334444')).toEqual(['200', '404']);
		const ids = (await infos(TEAM)).participants.map(({ id }: { id: string }) => id);
		expect(ids).toContain('5511966665555@s.whatsapp.net');
		expect(ids).not.toContain(ANA);
	});

	it('that the account has left refuse messages', async () => {
		const left = await client.call('DELETE', at('leaveGroup', TEAM));
		expect(left).toMatchObject({ status: 200, body: { groupJid: TEAM, leave: true } });
		expect((await client.get(at('findGroupInfos', TEAM))).status).toBe(404);
		const sent = await client.post('/message/sendText/demo', { number: TEAM, text: 'hi' });
		expect(sent).toMatchObject(refused(400, '[object Object]'));
		expect(await client.call('DELETE', at('leaveGroup', TEAM))).toMatchObject(
			refused(400, 'Unable to leave the group', 'Error: item-not-found'),
		);
	});
});
