import { ANA, LID, TEAM, has, picture, quoting, type Report } from './report';
import { ofMeta, upsert } from './shapes';

export const clients: Report[] = [
	{
		source: 'WhiskeySockets/Baileys#670, green-api/docs#33',
		saw: 'a message comes without its content',
		delivery: upsert({
			message: null,
			messageType: undefined,
			messageStubType: 2,
			messageStubParameters: ['Message absent from node'],
		}),
		right: null,
	},
	{
		source: 'green-api/docs#33',
		saw: 'what begins with a link of wa.me is lost',
		message: { extendedTextMessage: { text: 'I want the discount' } },
		contextInfo: {
			entryPointConversionSource: 'click_to_chat_link',
			entryPointConversionApp: 'whatsapp',
		},
		right: { text: 'I want the discount' },
	},
	{
		source: 'openonion/connectonion#1583',
		saw: 'in a group a mention by the hidden address loses the text',
		chat: TEAM,
		message: { extendedTextMessage: { text: '@\u2068One\u2069 your draft is too long' } },
		contextInfo: { mentionedJid: [LID] },
		right: { text: has('your draft is too long'), mentions: [LID] },
	},
	{
		source: 'openonion/connectonion#1583',
		saw: 'an answer in a group does not say what it answers',
		chat: TEAM,
		...quoting({ conversation: 'the draft' }, 'too long'),
		right: { text: 'too long', quoted: expect.objectContaining({ text: 'the draft' }) as object },
	},
	{
		source: 'NousResearch/hermes-agent#80106',
		saw: 'a place is an empty text with a Business instance',
		delivery: ofMeta(
			{ locationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: 'Bakery' } },
			'locationMessage',
		),
		right: { kind: 'location', chatInput: has('-23.5') },
	},
	{
		source: 'NousResearch/hermes-agent#80106, botpress/botpress#13891',
		saw: 'cards are an empty text with a Business instance',
		delivery: ofMeta(
			{
				contactMessage: {
					displayName: 'Ana',
					vcard:
						'BEGIN:VCARD\nVERSION:3.0\nN:Ana\nFN:Ana\nTEL;waid=5511999990001:+55 11 99999-0001\nEND:VCARD',
				},
			},
			'contactMessage',
		),
		right: { chatInput: has('5511999990001') },
	},
	{
		source: 'rmyndharis/OpenWA#1574',
		saw: 'a text beside a key exchange is dropped with it',
		chat: TEAM,
		message: { senderKeyDistributionMessage: { groupId: TEAM }, conversation: 'good morning' },
		messageType: 'conversation',
		right: { text: 'good morning' },
	},
	{
		source: 'rmyndharis/OpenWA#1574',
		saw: 'the notice of a shared history is an empty message',
		message: { messageHistoryNotice: { messageHistoryMetadata: { historyReceivers: [ANA] } } },
		right: null,
	},
	{
		source: 'rmyndharis/OpenWA#563',
		saw: 'the text of buttons of a business is lost',
		message: {
			buttonsMessage: {
				contentText: 'Choose one',
				buttons: [{ buttonId: 'a', buttonText: { displayText: 'First' }, type: 1 }],
			},
		},
		right: { text: 'Choose one', chatInput: has('First') },
	},
	{
		source: 'wechaty/puppet-whatsapp#151',
		saw: 'a card whose name stands in one of its parts alone has none',
		message: {
			contactMessage: {
				vcard:
					'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Silva;Ana;;;\r\nitem1.TEL;waid=5511999990001:+55 11 99999-0001\r\nEND:VCARD',
			},
		},
		right: { chatInput: has('Ana') },
	},
	{
		source: 'wechaty/puppet-whatsapp#207',
		saw: 'what the account writes on its phone starts the bot',
		fromMe: true,
		message: { conversation: 'I am the owner' },
		right: null,
	},
	{
		source: 'fazer-ai/chatwoot#26',
		saw: 'a picture without a text below it is empty',
		message: { imageMessage: picture },
		right: { kind: 'image', text: null },
	},
	{
		source: 'fazer-ai/chatwoot#27',
		saw: 'a kind that nobody knows yet starts as an empty message',
		message: { holographicMessage: { projector: 1 } },
		right: null,
	},
	{
		source: 'chatwoot/chatwoot#9636',
		saw: 'messages of certain numbers fail, since they have no name',
		delivery: upsert({ pushName: null, message: { conversation: 'Oi' } }, { id: '3A9636' }),
		right: { text: 'Oi', senderName: null },
	},
	{
		source: 'fazer-ai/chatwoot#313',
		saw: 'a filled-in template without title and buttons is empty, in a chat by a hidden address',
		delivery: upsert(
			{
				message: {
					templateMessage: {
						hydratedTemplate: {
							hydratedButtons: [],
							hydratedTitleText: '',
							hydratedContentText: 'Hi, Acme! Your invoice is due.',
							templateId: '1',
						},
						templateId: '1',
					},
					messageContextInfo: { threadId: [], deviceListMetadata: { recipientKeyIndexes: [0, 3] } },
				},
				messageType: 'templateMessage',
			},
			{ id: '3A0313', remoteJid: LID, remoteJidAlt: ANA, addressingMode: 'lid' },
		),
		right: { text: 'Hi, Acme! Your invoice is due.', phoneNumber: '5511988887777' },
	},
	{
		source: 'aldinokemal/go-whatsapp-web-multidevice#827',
		saw: 'the order that a template confirms loses all but its text',
		message: {
			templateMessage: {
				hydratedTemplate: {
					hydratedTitleText: 'Order confirmed',
					hydratedContentText: 'Your order 12 is on its way.',
					hydratedFooterText: 'Reply STOP to hear no more',
					hydratedButtons: [
						{ index: 0, urlButton: { displayText: 'Track', url: 'https://shop.example.com/12' } },
					],
				},
			},
		},
		right: {
			text: has('Your order 12 is on its way.'),
			chatInput: expect.stringMatching(/Order confirmed[^]*STOP[^]*Track/) as string,
		},
	},
	{
		source: 'openclaw/openclaw#117997, openclaw/openclaw#112685',
		saw: 'the transcript of a voice note looks as if it was typed',
		delivery: upsert(
			{
				message: {
					audioMessage: { mimetype: 'audio/ogg; codecs=opus', ptt: true, seconds: 4 },
					speechToText: 'Can I come on Friday?',
				},
				messageType: 'audioMessage',
			},
			{ id: '3A117997' },
		),
		right: { kind: 'voice', chatInput: has('Can I come on Friday?') },
	},
];
