import { ANA, has, LID, OTHER, TEAM, type Report } from './report';
import { card } from './people';
import { upsert } from './shapes';

const OWN = { includeMyOwnMessages: true };

export const devices: Report[] = [
	{
		source: 'joweich/chat-miner#42',
		saw: 'a word with an invisible mark of the writing direction is not the keyword',
		message: { conversation: '\u200emenu' },
		messageType: 'conversation',
		filters: { text: { values: { match: 'equals', value: 'menu\nthe next one' } } },
		right: { kind: 'text' },
	},
	{
		source: 'amin3mej/telegram-observer-bot#45',
		saw: 'a word with a non-joiner of Persian keyboards is not the keyword',
		message: { conversation: 'می\u200cخواهم' },
		messageType: 'conversation',
		filters: { text: { values: { match: 'contains', value: 'میخواهم\nthe next one' } } },
		right: { kind: 'text' },
	},
	{
		source: 'adiwajshing/Baileys#2589, wwebjs/whatsapp-web.js#963',
		saw: 'an animation cannot be told from a film',
		message: { videoMessage: { mimetype: 'video/mp4', gifPlayback: true, gifAttribution: 1 } },
		messageType: 'videoMessage',
		right: {
			kind: 'video',
			media: expect.objectContaining({ isGif: true, mimeType: 'video/mp4' }),
			chatInput: has('['),
		},
	},
	{
		source: 'tulir/whatsmeow#103, wechaty/puppet-whatsapp#136',
		saw: 'the number in a card of an iPhone is not found',
		message: card(
			'N:Yusuf;Hasan;;;',
			'FN:Hasan Yusuf',
			'item1.TEL;waid=966512345678:+966 51 234 5678',
			'item1.X-ABLabel:Mobile',
		),
		right: { kind: 'contact', chatInput: has('Hasan Yusuf (966512345678)') },
	},
	{
		source: 'wechaty/puppet-whatsapp#144',
		saw: 'a card with several numbers has only the first',
		message: card(
			'FN:Office',
			'TEL;type=CELL;waid=5511977776666:+55 11 97777-6666',
			'TEL;type=WORK:+55 11 3333-4444',
		),
		right: {
			contacts: [expect.objectContaining({ phoneNumbers: ['5511977776666', '+551133334444'] })],
		},
	},
	{
		source: 'openclaw/openclaw#625',
		saw: 'the number of a card begins with tel:',
		message: card('FN:Bia', 'TEL;VALUE=uri;TYPE=cell:tel:+55-11-97777-6666'),
		right: { contacts: [expect.objectContaining({ phoneNumbers: ['+5511977776666'] })] },
	},
	{
		source: 'green-api/issues#434',
		saw: 'the card of a company has no name',
		message: card(
			'N:;;;;',
			'FN:',
			'TEL;type=WORK;waid=5511977776666:+55 11 97777-6666',
			'X-WA-BIZ-NAME:Bakery Sun',
		),
		right: { contacts: [expect.objectContaining({ name: 'Bakery Sun' })] },
	},
	{
		source: 'evolution-foundation/evolution-api#1285, evolution-foundation/evolution-api#255',
		saw: 'an empty name greets the person with nothing',
		delivery: upsert({ pushName: '' }),
		right: { senderName: null, text: 'hello' },
	},
	{
		source: 'evolution-foundation/evolution-api#2363',
		saw: 'what the account writes has the name of the account as that of the customer',
		delivery: upsert({ pushName: 'My shop' }, { fromMe: true }),
		filters: OWN,
		right: { senderName: null, fromMe: true, phoneNumber: '5511977776666' },
	},
	{
		source: 'd99kris/nchat#401',
		saw: 'what is written on the phone is in a chat of digits that nobody knows',
		delivery: upsert({}, { fromMe: true, remoteJid: '555555555555555@lid', remoteJidAlt: OTHER }),
		filters: OWN,
		right: { fromMe: true, phoneNumber: '5511977776666', personId: '551177776666' },
	},
	{
		source: 'restfb/restfb#1230',
		saw: 'a sticker of a Business instance has no type',
		delivery: upsert(
			{
				message: { stickerMessage: { mime_type: 'image/webp', sha256: 'RZEE', id: '1122' } },
				messageType: 'stickerMessage',
			},
			{ id: 'wamid.HBgNNTUxMTk3Nzc3NjY2NhUCABIYFkMwRTU5QkVCRDIwN0Y5ODcwNUFEMUYwAA==' },
		),
		right: { kind: 'sticker', media: expect.objectContaining({ mimeType: 'image/webp' }) },
	},
	{
		source: 'rmyndharis/OpenWA-plugins#26, chatwoot/chatwoot#6286',
		saw: 'a place that somebody shares is an empty message',
		message: {
			locationMessage: {
				degreesLatitude: -23.55,
				degreesLongitude: -46.63,
				name: 'Cafe Luz',
				address: 'Rua A, 12',
				url: 'https://maps.google.com/?q=-23.55,-46.63',
			},
		},
		messageType: 'locationMessage',
		right: { kind: 'location', chatInput: has('Rua A, 12') },
	},
	{
		source: 'NousResearch/hermes-agent#108725',
		saw: 'who asks about a picture of the bot seems to ask about nothing',
		message: { conversation: 'what is this?' },
		messageType: 'conversation',
		contextInfo: {
			stanzaId: '3EB0BBBB',
			participant: '5511900000000@s.whatsapp.net',
			quotedMessage: { imageMessage: { mimetype: 'image/jpeg', jpegThumbnail: { 0: 1 } } },
		},
		right: { quoted: expect.objectContaining({ kind: 'image' }), chatInput: has('> [picture]') },
	},
	{
		source: 'aldinokemal/go-whatsapp-web-multidevice#304',
		saw: 'it is not told which message was deleted',
		delivery: {
			event: 'messages.delete',
			data: { id: 'CC0E0000000000000001', remoteJid: ANA, fromMe: false, status: 'DELETED' },
		},
		right: { messageId: 'CC0E0000000000000001', kind: 'deleted', chat: ANA },
	},
	{
		source: 'devlikeapro/waha#1493, lharries/whatsapp-mcp#24',
		saw: 'a member of a group is digits, though name and number are told',
		delivery: upsert(
			{ pushName: 'Carla' },
			{ remoteJid: TEAM, participant: LID, participantAlt: ANA, addressingMode: 'lid' },
		),
		right: { senderName: 'Carla', senderPhone: '5511988887777', senderLid: LID },
	},
];
