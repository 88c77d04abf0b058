import { EA, failed, refused, said, type ErrorReport } from '../report';

const PARTICIPANTS = ['group', 'updateParticipants'] as const;

export const groupErrorReports: readonly ErrorReport[] = [
	{
		source: 'devlikeapro/waha#251',
		saw: 'the groups of one account cannot be listed: internal-server-error',
		asked: ['group', 'getMany'],
		answer: failed('internal-server-error'),
		right: /WhatsApp could not do it at the moment/,
		done: 'no',
	},
	{
		source: 'green-api/docs#38',
		saw: 'a member cannot be added: bad-request',
		asked: PARTICIPANTS,
		answer: refused('Error updating participants', 'Error: bad-request'),
		right: /WhatsApp/,
		done: 'no',
	},
	{
		source: `${EA}#1039`,
		saw: 'members cannot be added: the server does not know the route',
		asked: ['group', 'updateParticipants'],
		answer: said(404, ['Cannot POST /group/updateParticipant/demo?groupJid=true'], 'Not Found'),
		right: /does not know POST/,
		done: 'no',
	},
	{
		source: `${EA}#694`,
		saw: 'an invite is refused, since it does not match a pattern',
		asked: ['group', 'acceptInvite'],
		answer: said(400, [
			{ property: 'inviteCode', message: 'inviteCode does not match pattern "^[a-zA-Z0-9]{22}$"' },
		]),
		right: /inviteCode.*Check that value/s,
		done: 'no',
	},
	{
		source: `${EA}#1171`,
		saw: 'the picture of a group cannot be changed in time',
		asked: ['group', 'updatePicture'],
		answer: failed(['Error update group picture', 'Error: Timed Out']),
		right: /in time/,
		done: 'no',
	},
	{
		source: 'WhiskeySockets/Baileys#31',
		saw: 'an invitation to a group cannot be accepted: bad-request',
		asked: ['group', 'acceptInvite'],
		answer: said(404, ['Accept invite error', 'Error: bad-request'], 'Not Found'),
		right: /invit.*(?:expired|revoked|new one|check)/is,
		done: 'no',
	},
	{
		source: 'adiwajshing/Baileys#2664',
		saw: 'an invitation to a group whose admins decide cannot be accepted: upgrade-required',
		asked: ['group', 'acceptInvite'],
		answer: said(404, ['Accept invite error', 'Error: upgrade-required'], 'Not Found'),
		right: /admins may have to approve/,
		done: 'no',
	},
	{
		source: 'rmyndharis/OpenWA#1122',
		saw: 'the invite link of a group can only be read by its admins',
		asked: ['group', 'getInviteCode'],
		answer: said(404, ['No invite code', 'Error: not-authorized'], 'Not Found'),
		right: /admin/,
		done: 'no',
	},
	{
		source: `${EA}#1150`,
		saw: 'the picture of a group is at an address that wants a login',
		asked: ['group', 'updatePicture'],
		answer: failed([
			'Error update group picture',
			'AxiosError: Request failed with status code 403',
		]),
		right: /address.*(?:file|picture)|(?:file|picture).*address/s,
		done: 'no',
	},
];
