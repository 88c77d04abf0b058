import { type Client, refused, startClient } from './support/client';

const TEAM = '120363020202020202@g.us';

describe('simulator: invites to a group', () => {
	let client: Client;
	const group = (route: string, instance = 'demo') =>
		`/group/${route}/${instance}?groupJid=${encodeURIComponent(TEAM)}`;
	const code = async (): Promise<string> => (await client.get(group('inviteCode'))).body.inviteCode;
	const use = (route: string, inviteCode: string, instance = 'new-phone') =>
		client.get(`/group/${route}/${instance}?inviteCode=${inviteCode}`);

	beforeAll(async () => {
		client = await startClient();
	});
	beforeEach(async () => {
		await client.post('/_sim/reset', { seed: true });
		await client.post('/_sim/instances/new-phone/scan');
	});
	afterAll(() => client.simulator.close());

	it('with a wrong link are refused', async () => {
		const unknown = 'A'.repeat(22);
		expect(await use('inviteInfo', unknown)).toMatchObject(refused(404, 'No invite info', unknown));
		expect(await use('acceptInviteCode', unknown)).toMatchObject(
			refused(404, 'Accept invite error', 'Error: not-acceptable'),
		);
	});

	it('stay the same until they are revoked', async () => {
		const first = await code();
		expect(first).toMatch(/^[A-Za-z0-9]{22}$/);
		expect(await code()).toBe(first);
		const revoked = (await client.post(group('revokeInviteCode'), {})).body;
		expect(revoked).toMatchObject({ revoked: true });
		expect(revoked.inviteCode).not.toBe(first);
		expect(await code()).toBe(revoked.inviteCode);
		expect((await use('acceptInviteCode', first)).status).toBe(404);
	});

	it('show the group and let another instance join, once', async () => {
		const inviteCode = await code();
		expect((await use('inviteInfo', inviteCode)).body).toMatchObject({ id: TEAM, size: 4 });
		expect((await client.get(group('findGroupInfos', 'new-phone'))).status).toBe(404);
		expect((await use('acceptInviteCode', inviteCode)).body).toEqual({
			accepted: true,
			groupJid: TEAM,
		});
		expect((await client.get(group('findGroupInfos', 'new-phone'))).body.size).toBe(5);
		expect((await client.get(group('findGroupInfos'))).body.size).toBe(5);
		expect(await use('acceptInviteCode', inviteCode)).toMatchObject(
			refused(404, 'Accept invite error', 'Error: conflict'),
		);
	});

	it('are for admins only, like removing members and renaming a locked group', async () => {
		await use('acceptInviteCode', await code());
		expect(await client.get(group('inviteCode', 'new-phone'))).toMatchObject(
			refused(404, 'No invite code', 'Error: forbidden'),
		);
		const body = { action: 'remove', participants: ['5511988887777'] };
		expect(await client.post(group('updateParticipant', 'new-phone'), body)).toMatchObject(
			refused(400, 'Error updating participants', 'Error: forbidden'),
		);
		const rename = () => client.post(group('updateGroupSubject', 'new-phone'), { subject: 'Mine' });
		expect((await rename()).status).toBe(201);
		await client.post(group('updateSetting'), { action: 'locked' });
		expect((await rename()).status).toBe(500);
	});

	it('are sent as a text to every number, and a failure is answered without its reason', async () => {
		const invite = (groupJid: string, numbers: string[]) =>
			client.post('/group/sendInvite/demo', { groupJid, description: 'Join us', numbers });
		const { status, body } = await invite(TEAM, ['5511966665555', '5511944443333']);
		expect(status).toBe(200);
		expect(body).toEqual({ send: true, inviteUrl: `https://chat.whatsapp.com/${await code()}` });
		const chat = '5511944443333@s.whatsapp.net';
		const [message] = (await client.get(`/_sim/instances/demo/messages?chat=${chat}`)).body;
		expect(message).toMatchObject({ fromMe: true, text: `Join us\n\n${body.inviteUrl}` });
		expect(await invite('120363404404404404@g.us', ['5511966665555'])).toMatchObject(
			refused(404, 'No send invite'),
		);
		client.simulator.config.unknownNumbers = ['5511912340000'];
		expect(await invite(TEAM, ['5511912340000'])).toMatchObject(refused(404, 'No send invite'));
	});
});
