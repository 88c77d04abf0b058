import type { Rule } from '../rule';

const FROM = 'groups-api';
const group = { groupJid: 'group' };
const rule = (operation: string, target: string, fields: Rule['fields'] = {}): Rule => ({
	from: [FROM, operation],
	to: ['group', target],
	fields: { ...group, ...fields },
});

export const groups: readonly Rule[] = [
	{
		from: [FROM, 'create-group'],
		to: ['group', 'create'],
		fields: {
			subject: 'subject',
			description: 'options.description',
			participants: 'participants',
		},
	},
	{
		...rule('update-group-picture', 'updatePicture', { image: 'mediaUrl' }),
		set: { mediaSource: 'url' },
		note: 'Media Source is set to a URL. If the picture is Base64, choose that there.',
	},
	rule('update-group-name', 'updateSubject', { subject: 'subject' }),
	rule('update-group-description', 'updateDescription', { description: 'description' }),
	{
		...rule('update-settings', 'updateSettings', { action: 'groupSetting' }),
		defaults: { action: 'not_announcement' },
	},
	rule('update-participants', 'updateParticipants', {
		action: 'participantAction',
		participants: 'participants',
	}),
	rule('fetch-invite-code', 'getInviteCode'),
	rule('revoke-invite-code', 'revokeInviteCode'),
	{
		...rule('send-invite-link', 'sendInvite', { description: 'text', numbers: 'invitees' }),
		defaults: { description: 'Segue o link do grupo' },
	},
	{
		from: [FROM, 'fetch-groups'],
		when: ['searchMethod', 'inviteCode'],
		to: ['group', 'getInviteInfo'],
		fields: { inviteCode: 'inviteCode' },
	},
	{ ...rule('fetch-groups', 'get'), when: ['searchMethod', 'groupJid'] },
	{
		from: [FROM, 'fetch-groups'],
		when: ['searchMethod', 'fetchAll'],
		to: ['group', 'getMany'],
		fields: { getParticipants: 'options.includeParticipants' },
		set: { returnAll: true },
	},
	{ ...rule('find-participants', 'getParticipants'), set: { returnAll: true } },
	{
		...rule('toggle-ephemeral', 'setDisappearingMessages', { expiration: 'expiration' }),
		defaults: { expiration: 0 },
	},
	{
		from: [FROM, 'join-group'],
		to: ['group', 'acceptInvite'],
		fields: { inviteCode: 'inviteCode' },
	},
	rule('leave-group', 'leave'),
];
