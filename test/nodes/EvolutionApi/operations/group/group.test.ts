import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, bodies, fail, useSimulator } from '../../../../support/simulator';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

const simulator = useSimulator();

const TEAM = '120363020202020202@g.us';
const OWN = '5511900000001@s.whatsapp.net';
const ANA = '5511988887777';
const LINK = 'https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY';

const group = async (
	operation: string,
	values: IDataObject = {},
	more: Partial<OperationRun> = {},
) =>
	await runOperation(simulator.current, {
		resource: 'group',
		operation,
		values: { group: TEAM, ...values },
		...more,
	});

const output = async (operation: string, values: IDataObject = {}) => {
	const { error, items } = await group(operation, values);
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
};

const team = () => simulator.current.state.instances.get('demo')?.groups.get(TEAM);

describe('Group → Create', () => {
	it('gives the group simplified, with its members', async () => {
		const [json] = await output('create', {
			subject: 'Order 4711',
			participants: `${ANA}, 5511977776666`,
			options: { description: 'Everything', promoteParticipants: true },
		});
		expect(json).toEqual({
			groupJid: expect.stringMatching(/^\d+@g\.us$/),
			subject: 'Order 4711',
			description: 'Everything',
			owner: OWN,
			size: 3,
			createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
			onlyAdminsSend: false,
			onlyAdminsEdit: false,
			isCommunity: false,
			isCommunityAnnounce: false,
			missing: [],
			communityJid: null,
			pictureUrl: null,
			participants: [
				{ jid: OWN, phoneNumber: '5511900000001', role: 'superadmin' },
				{ jid: `${ANA}@s.whatsapp.net`, phoneNumber: ANA, role: 'admin' },
				{ jid: '5511977776666@s.whatsapp.net', phoneNumber: '5511977776666', role: 'admin' },
			],
		});
	});
});

describe('Group → Get and Get Many', () => {
	it('an unknown group gives an error that says so', async () => {
		const { error } = await group('get', { group: '120363404404404404@g.us' });
		expect(error?.message).toContain('WhatsApp does not know this group');
	});

	it('without Simplify gives the answer of the server unchanged', async () => {
		const [json] = await output('get', { simplify: false });
		expect(json).toMatchObject({ id: TEAM, isCommunity: false, announce: false });
	});

	it('a group of a community has the community in its item', async () => {
		const community = '120363099999999999@g.us';
		Object.assign(team() ?? {}, { isCommunityAnnounce: true, linkedParent: community });
		const expected = { isCommunity: false, isCommunityAnnounce: true, communityJid: community };
		expect((await output('get'))[0]).toMatchObject(expected);
		expect((await output('getMany'))[0]).toMatchObject(expected);
	});

	it('lists the groups without their members by default, and with them on request', async () => {
		const [short] = await output('getMany');
		expect(short).toMatchObject({ groupJid: TEAM, subject: 'Team', size: 4, description: null });
		expect(short).not.toHaveProperty('participants');
		const [long] = await output('getMany', { options: { includeParticipants: true } });
		expect(long.participants).toHaveLength(4);
		expect(arrived(simulator.current).map(({ query }) => query)).toEqual([
			{ getParticipants: 'false' },
			{ getParticipants: 'true' },
		]);
	});

	it('stops at the limit, and gives no item where there is no group', async () => {
		const demo = simulator.current.state.instances.get('demo');
		const first = team();
		if (first) demo?.groups.set('1@g.us', { ...first, id: '1@g.us' });
		expect(await output('getMany', { limit: 1 })).toHaveLength(1);
		demo?.groups.clear();
		expect(await output('getMany', { returnAll: true })).toEqual([]);
	});

	it('an instance that is not connected gives an error that says so', async () => {
		const { error } = await group('get', {}, { instance: 'new-phone' });
		expect(error?.message).toBe('The instance "new-phone" is not connected to WhatsApp');
	});
});

describe('Group: invites', () => {
	it('by a wrong link give an error that explains it', async () => {
		for (const operation of ['getInviteInfo', 'acceptInvite']) {
			const { error } = await group(operation, { inviteCode: LINK });
			expect(error?.message).toBe('The invite does not lead to a group');
		}
	});

	it('are not accepted a second time when the answer is lost: the first attempt may have joined', async () => {
		fail(simulator.current, { drop: 'after', path: '/group/acceptInviteCode' });
		const { error } = await group('acceptInvite', { inviteCode: LINK });
		expect(error?.message).toContain('The connection to the server broke off');
		expect(arrived(simulator.current)).toHaveLength(1);
	});

	it('can be read, inspected and revoked; accepting one gives an error if the account is already in the group', async () => {
		const [{ inviteCode, ...rest }] = await output('getInviteCode');
		expect(rest).toEqual({
			groupJid: TEAM,
			inviteUrl: `https://chat.whatsapp.com/${String(inviteCode)}`,
		});
		const [info] = await output('getInviteInfo', { inviteCode: rest.inviteUrl });
		expect(info).toMatchObject({ groupJid: TEAM, subject: 'Team' });
		const again = await group('acceptInvite', { inviteCode });
		expect(again.error?.message).toContain(
			'does not accept this change of the group: Error: conflict',
		);
		const [revoked] = await output('revokeInviteCode');
		expect(revoked).toEqual({
			revoked: true,
			groupJid: TEAM,
			inviteCode: team()?.inviteCode,
			inviteUrl: `https://chat.whatsapp.com/${team()?.inviteCode}`,
		});
		expect(revoked.inviteCode).not.toBe(inviteCode);
	});

	it('are sent as a message with the link', async () => {
		const [json] = await output('sendInvite', { invitees: `${ANA}, 34612345678`, text: 'Join' });
		expect(json).toEqual({
			sent: true,
			groupJid: TEAM,
			invitees: [ANA, '34612345678'],
			missing: [],
			inviteUrl: expect.stringContaining('https://chat.whatsapp.com/'),
		});
	});

	it('go to those who are on WhatsApp, and name those who are not', async () => {
		simulator.current.state.config.unknownNumbers = ['34612345678'];
		const [json] = await output('sendInvite', { invitees: `34612345678, ${ANA}`, text: 'Join' });
		expect(json).toMatchObject({ sent: true, invitees: [ANA], missing: ['34612345678'] });
	});

	it('without a recipient on WhatsApp are refused, and nothing is sent', async () => {
		simulator.current.state.config.unknownNumbers = ['34612345678'];
		const { error } = await group('sendInvite', { invitees: '34612345678', text: 'Join' });
		expect(error?.message).toBe('"People to Invite" has no one who is on WhatsApp');
		expect(error?.description).toContain('34612345678');
		expect(arrived(simulator.current).filter(({ path }) => path.includes('sendInvite'))).toEqual(
			[],
		);
	});
});

describe('Group: changes of a group', () => {
	it('by a member who is no admin give an error that explains it', async () => {
		const found = team();
		if (found) found.participants[0].admin = null;
		const { error } = await group('updateSettings', { groupSetting: 'locked' });
		expect(error?.message).toContain('does not allow this account to do that: Error: forbidden');
		expect(error?.description).toContain('admin');
	});

	it.each<[string, IDataObject, IDataObject]>([
		['updateSubject', { subject: 'New' }, { subject: 'New' }],
		['updateDescription', { description: 'New' }, { desc: 'New' }],
		['updateDescription', { removeDescription: true }, { desc: '' }],
		['updateSettings', { groupSetting: 'announcement' }, { announce: true }],
		['updateSettings', { groupSetting: 'locked' }, { restrict: true }],
		['setDisappearingMessages', { expiration: 86400 }, { ephemeral: 86400 }],
		['updatePicture', { mediaUrl: 'https://example.com/a.png' }, { picture: 1 }],
	])('are sent: %s %j', async (operation, values, expected) => {
		expect(await output(operation, values)).toEqual([{ updated: true, groupJid: TEAM }]);
		expect(team()).toMatchObject(expected);
	});

	it('Update Member Add Mode changes who may add members; an older server gives an error with the version it needs', async () => {
		const { error } = await group('updateMemberAddMode', { memberAddMode: 'all_member_add' });
		expect(error?.message).toBe('This needs Evolution API 2.4.0 or newer; the server is 2.3.7');
		simulator.current.state.config.version = '2.4.0';
		await output('updateMemberAddMode', { memberAddMode: 'all_member_add' });
		expect(team()?.memberAddMode).toBe(true);
	});

	it('a group picture of the input item goes as Base64, since the route takes no upload', async () => {
		const data = { mimeType: 'image/png', data: SAMPLE_FILES.png };
		const values = { mediaSource: 'binary', binaryPropertyName: 'data' };
		await group('updatePicture', values, { items: [{ json: {}, binary: { data } }] });
		expect(bodies(simulator.current)).toEqual([{ image: SAMPLE_FILES.png }]);
	});

	it('Leave leaves the group', async () => {
		expect(await output('leave')).toEqual([{ left: true, groupJid: TEAM }]);
		expect(team()).toBeUndefined();
	});
});
