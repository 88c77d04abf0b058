import { ANA, has, LID, OTHER, quoting, TEAM, type Report } from './report';
import { upsert } from './shapes';

/** One card, as a phone writes it. */
const card = (...lines: string[]) => ({
	messageType: 'contactMessage',
	message: {
		contactMessage: {
			vcard: ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\n'),
		},
	},
});

const OWN = { includeMyOwnMessages: true };

/** What different phones, keyboards and clients make of the same: marks, cards, animations, messages of the account. */
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
		source: 'devlikeapro/waha#90',
		saw: 'the text of who comes by a link or the search of WhatsApp is empty',
		message: { extendedTextMessage: { text: 'I want to know more' } },
		messageType: 'extendedTextMessage',
		contextInfo: {
			entryPointConversionSource: 'global_search_new_chat',
			entryPointConversionApp: 'whatsapp',
			entryPointConversionDelaySeconds: 4,
		},
		right: { kind: 'text', text: 'I want to know more' },
	},
	{
		source: 'devlikeapro/waha#235',
		saw: 'a chat that a Business account opens is an empty message',
		delivery: upsert({ message: null, messageType: undefined, messageStubType: 68 }),
		right: null,
	},
	{
		source: 'alignerg/lappers-posts#133',
		saw: 'the line that somebody was added to the group is a message',
		delivery: upsert(
			{
				message: undefined,
				messageType: undefined,
				messageStubType: 27,
				messageStubParameters: [OTHER],
			},
			{ remoteJid: TEAM, participant: ANA },
		),
		right: null,
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
		...card(
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
		...card(
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
		...card('FN:Bia', 'TEL;VALUE=uri;TYPE=cell:tel:+55-11-97777-6666'),
		right: { contacts: [expect.objectContaining({ phoneNumbers: ['+5511977776666'] })] },
	},
	{
		source: 'green-api/issues#434',
		saw: 'the card of a company has no name',
		...card(
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
		source: 'WhiskeySockets/Baileys#1683, wwebjs/whatsapp-web.js#3605',
		saw: 'who is mentioned is a number that nobody can write to',
		message: { extendedTextMessage: { text: '@183082158141655 look' } },
		messageType: 'extendedTextMessage',
		contextInfo: { mentionedJid: ['183082158141655@lid'], groupMentions: [] },
		chat: TEAM,
		right: { mentions: ['183082158141655@lid'], text: '@183082158141655 look' },
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
		source: 'WhiskeySockets/Baileys#2739',
		saw: 'the quote of a picture whose bytes are written in another way is lost',
		...quoting({
			imageMessage: {
				mimetype: 'image/jpeg',
				fileSha256: { $binary: { base64: '7Sy8', subType: '00' } },
				fileLength: { low: 8101, high: 0, unsigned: true },
			},
		}),
		right: { chatInput: has('> [picture]') },
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
