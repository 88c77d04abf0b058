import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

const simulator = useSimulator();

const TEAM = '120363020202020202@g.us';
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

const asked = () => arrived(simulator.current).map(({ path, query }) => ({ path, ...query }));

describe('Group: bad input is refused before any request', () => {
	const JIDS = /^"Group" must be a group, not ".*"/;
	const bad: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		[
			'a word as invite',
			'acceptInvite',
			{ inviteCode: 'hello' },
			/^"Invite Code or Link" must be an invite link or code, not "hello"/,
		],
		['no invite', 'acceptInvite', { inviteCode: '={{ " " }}' }, /^"Invite Code or Link" is empty/],
		[
			'a link to somewhere else',
			'getInviteInfo',
			{ inviteCode: 'https://example.com/F1EX5QZxO181L3TMVP31gY' },
			/^"Invite Code or Link" must be an invite link or code, not ".*"/,
		],
		[
			'a link that is cut off',
			'getInviteInfo',
			{ inviteCode: LINK.slice(0, -1) },
			/^"Invite Code or Link" must be an invite link or code, not ".*"/,
		],
		[
			'a group without subject',
			'create',
			{ subject: '={{ "" }}', participants: ANA },
			/^"Subject" is empty/,
		],
		[
			'a new group without participants',
			'create',
			{ subject: 'A', participants: '={{ [] }}' },
			/^"Participants" is empty/,
		],
		[
			'a group as a participant',
			'create',
			{ subject: 'A', participants: TEAM },
			/^"Participants" contains "120363020202020202@g\.us", which is a group/,
		],
		['a person as a group', 'get', { group: ANA }, JIDS],
		['a person’s JID as a group', 'getInviteCode', { group: `${ANA}@s.whatsapp.net` }, JIDS],
		['a word as a group', 'getParticipants', { group: 'Team' }, JIDS],
		['no group', 'leave', { group: '={{ "" }}' }, /^"Group" is empty/],
		['a channel as a group', 'revokeInviteCode', { group: '120363@newsletter' }, JIDS],
		[
			'an invite to a word',
			'sendInvite',
			{ invitees: `${ANA}, abc`, text: 'Hi' },
			/^"People to Invite" contains "abc", which is not a valid phone number/,
		],
		[
			'an invite without text',
			'sendInvite',
			{ invitees: ANA, text: '={{ "" }}' },
			/^"Text" is empty/,
		],
		[
			'messages that disappear after an hour',
			'setDisappearingMessages',
			{ expiration: '={{ 3600 }}' },
			/^"Disappear After" must be 0, 86400, 604800, or 7776000, not 3600/,
		],
		[
			'an unknown member add mode',
			'updateMemberAddMode',
			{ memberAddMode: '={{ "nobody" }}' },
			/^"Who Can Add Members" must be admin_add or all_member_add, not "nobody"/,
		],
		[
			'an unknown action',
			'updateParticipants',
			{ participantAction: '={{ "ban" }}', participants: ANA },
			/^"Action" must be add, demote, promote, or remove, not "ban"/,
		],
		[
			'a participant without country code',
			'updateParticipants',
			{ participants: '011988887777' },
			/^"Participants" contains "011988887777", which starts with 0 where the country code should be/,
		],
		['a picture with an empty URL', 'updatePicture', { mediaUrl: '={{ "" }}' }, /^"URL" is empty/],
		[
			'an unknown setting',
			'updateSettings',
			{ groupSetting: '={{ "open" }}' },
			/^"Setting" must be announcement, locked, not_announcement, or unlocked, not "open"/,
		],
		['an empty subject', 'updateSubject', { subject: '={{ "" }}' }, /^"Subject" is empty/],
		['no instance', 'getMany', { instance: '={{ "" }}' }, /^"Instance" is empty/],
	];
	it.each(bad)('%s', async (_what, operation, values, message) => {
		const { error } = await group(operation, values);
		expect(error?.message).toMatch(message);
		// For a number without a country code, the node reads the account's own number to suggest the country.
		const others = arrived(simulator.current).filter(
			({ path }) => path !== '/instance/fetchInstances',
		);
		expect(others).toEqual([]);
	});
});

describe('Group operations send the request that Evolution API expects:', () => {
	const cases: Array<
		[what: string, operation: string, values: IDataObject, path: string, body: unknown]
	> = [
		[
			'a new group with description and admins',
			'create',
			{
				subject: 'A',
				participants: `+55 (11) 98888-7777, ${ANA}, +290 8999`,
				options: { description: 'B', promoteParticipants: true },
			},
			'/group/create/demo',
			{
				subject: 'A',
				participants: [ANA, '2908999@s.whatsapp.net'],
				description: 'B',
				promoteParticipants: true,
			},
		],
		[
			'participants as a list',
			'create',
			{ subject: 'A', participants: `={{ ["${ANA}", 34612345678, "123456789012345@lid"] }}` },
			'/group/create/demo',
			{ subject: 'A', participants: [ANA, '34612345678', '123456789012345@lid'] },
		],
		[
			'an invite',
			'sendInvite',
			{ invitees: ANA, text: 'Join us' },
			'/group/sendInvite/demo',
			{ groupJid: TEAM, numbers: [ANA], description: 'Join us' },
		],
		[
			'messages that do not disappear',
			'setDisappearingMessages',
			{ expiration: 0 },
			'/group/toggleEphemeral/demo',
			{ expiration: 0 },
		],
		[
			'a picture from Base64',
			'updatePicture',
			{ mediaSource: 'base64', mediaBase64: `data:image/png;base64,${SAMPLE_FILES.png}` },
			'/group/updateGroupPicture/demo',
			{ image: SAMPLE_FILES.png },
		],
	];
	it.each(cases)('%s', async (_what, operation, values, path, body) => {
		await group(operation, values);
		// Operations that invite people look up their numbers first.
		const changes = arrived(simulator.current).filter((request) => request.path === path);
		expect(changes).toMatchObject([{ path, body }]);
		expect(changes.map((request) => request.body)).toEqual([body]);
	});

	it.each([TEAM, '120363020202020202', ` ${TEAM} `])(
		'a group given as "%s" is sent as its JID in the query',
		async (jid) => {
			await group('getInviteCode', { group: `={{ "${jid}" }}` });
			expect(asked()).toEqual([{ path: '/group/inviteCode/demo', groupJid: TEAM }]);
		},
	);

	it.each([
		LINK,
		'F1EX5QZxO181L3TMVP31gY',
		'chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY',
		`${LINK}?mode=ac_t`,
		'https://chat.whatsapp.com/invite/F1EX5QZxO181L3TMVP31gY/',
	])('an invite given as "%s" is sent as its code alone', async (inviteCode) => {
		await group('getInviteInfo', { inviteCode });
		expect(asked()).toEqual([
			{ path: '/group/inviteInfo/demo', inviteCode: 'F1EX5QZxO181L3TMVP31gY' },
		]);
	});
});
