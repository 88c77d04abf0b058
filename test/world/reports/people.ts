import { OTHER, TEAM, has, type Report } from './report';
import { upsert } from './shapes';

export const card = (...lines: string[]) => ({
	contactMessage: {
		displayName: '',
		vcard: ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\r\n'),
	},
});

export const people: Report[] = [
	{
		source: 'bethropolis/kcd#38',
		saw: 'a name with letters beyond ASCII is a row of codes',
		message: card(
			'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4A=6F=C3=A3=6F=20=50=C3=A1=64=75=61',
			'TEL;CELL:+5511999990005',
		),
		right: { kind: 'contact', chatInput: has('João Pádua') },
	},
	{
		source: 'FolkerKinzel/VCards#3',
		saw: 'a number that is marked as one of WhatsApp is not found',
		message: card(
			'N:;Perla;;;',
			'FN:Perla',
			'TEL;TYPE=HOME:910000000',
			'TEL;TYPE=WhatsApp:+34 612 345 670',
		),
		right: { kind: 'contact', chatInput: has('34612345670') },
	},
	{
		source: 'bethropolis/kcd#38',
		saw: 'a long line of a card that goes on in the next one is cut',
		message: card(
			'FN:Ann',
			'EMAIL;TYPE=WORK:ann.with.a.long.name@department.of.a.com',
			' pany.example.com',
		),
		right: { chatInput: has('department.of.a.company.example.com') },
	},
	{
		source: 'wwebjs/whatsapp-web.js#2000',
		saw: 'a comma in the name of a card has a backslash',
		message: card(
			'FN:Silva\\, Ana',
			'ORG:Acme\\; Sons;',
			'TEL;waid=5511999990006:+55 11 99999-0006',
		),
		right: { chatInput: has('Silva, Ana') },
	},
	{
		source: 'WhiskeySockets/Baileys#1045',
		saw: 'an invitation to be an admin of a channel is unknown',
		message: {
			newsletterAdminInviteMessage: {
				newsletterJid: '120363111111111111@newsletter',
				newsletterName: 'Garden news',
				caption: 'Will you help?',
				inviteExpiration: { low: 1, high: 0, unsigned: false },
			},
		},
		right: { kind: 'channelInvite', text: 'Will you help?', chatInput: has('Garden news') },
	},
	{
		source: 'aldinokemal/go-whatsapp-web-multidevice#503',
		saw: 'the bot is not called when somebody calls all of a group',
		message: { conversation: '@all who comes?' },
		contextInfo: { nonJidMentions: 1, mentionedJid: [] },
		chat: TEAM,
		filters: { mentions: ['me'] },
		right: { text: '@all who comes?' },
	},
	{
		source: 'WhiskeySockets/Baileys#1202',
		saw: 'a group that is mentioned within its community is lost',
		message: {
			groupMentionedMessage: {
				message: {
					extendedTextMessage: {
						text: 'ask in @120363030303030303@g.us',
						contextInfo: {
							groupMentions: [{ groupJid: '120363030303030303@g.us', groupSubject: 'Gardeners' }],
						},
					},
				},
			},
		},
		chat: TEAM,
		right: { kind: 'text', text: has('ask in'), chatInput: has('Gardeners') },
	},
	{
		source: 'evolution-foundation/evolution-api#1319',
		saw: 'a person without a name is greeted by the number',
		delivery: upsert({ pushName: '5511970001001' }, { remoteJid: '5511970001001@s.whatsapp.net' }),
		right: { senderName: null, phoneNumber: '5511970001001' },
	},
	{
		source: 'wechaty/puppet-whatsapp#233',
		saw: 'a person without a name is called by a dash',
		delivery: upsert({ pushName: '-' }),
		right: { senderName: null, text: 'hello' },
	},
	{
		source: 'evolution-foundation/evolution-api#1916',
		saw: 'a member without a name is called by the digits of the hidden address',
		delivery: upsert(
			{ pushName: '222222222222222' },
			{ remoteJid: TEAM, participant: '222222222222222@lid', addressingMode: 'lid' },
		),
		right: { senderName: null, chat: TEAM },
	},
	{
		source: 'evolution-foundation/evolution-api#1937',
		saw: 'the address of a person has the number of a device',
		delivery: upsert({}, { remoteJid: '5511970001002:75@s.whatsapp.net' }),
		right: { chat: '5511970001002@s.whatsapp.net', personId: '551170001002' },
	},
	{
		source: 'evolution-foundation/evolution-api#1764, evolution-foundation/evolution-api#2466',
		saw: 'only the hidden address comes, and the conversation breaks off',
		delivery: upsert({}, { remoteJid: '103899771998281@lid' }),
		right: { phoneNumber: null, lid: '103899771998281@lid', personId: '103899771998281@lid' },
	},
	{
		source: 'evolution-foundation/evolution-api#1778',
		saw: 'the number is in another place than before',
		delivery: upsert(
			{},
			{ remoteJid: '103899771998282@lid', senderPn: '5511970001003@s.whatsapp.net' },
		),
		right: { phoneNumber: '5511970001003', lid: '103899771998282@lid' },
	},
	{
		source: 'WhiskeySockets/Baileys#802, WhiskeySockets/Baileys#2262',
		saw: 'a request to join a group is an empty message of a person',
		delivery: upsert(
			{
				message: null,
				messageType: null,
				messageStubType: 172,
				messageStubParameters: ['{"lid":"222222222222222@lid"}', 'created', 'invite_link'],
			},
			{ remoteJid: TEAM, participant: OTHER },
		),
		right: null,
	},
	{
		source: 'shizo-devs/baileys#1, WhiskeySockets/Baileys#1341',
		saw: 'the group is mentioned in a story, and the bot answers in the group',
		message: {
			groupStatusMentionMessage: {
				message: { protocolMessage: { key: { id: '3A11' }, type: 25 } },
			},
		},
		chat: TEAM,
		right: null,
	},
	{
		source: 'mruniquehacker/Knightbot-MD#349',
		saw: 'who is mentioned in a story is answered as if somebody had written',
		message: {
			statusMentionMessage: {
				message: { protocolMessage: { key: { id: '3A12' }, type: 'STATUS_MENTION_MESSAGE' } },
			},
		},
		right: null,
	},
];
