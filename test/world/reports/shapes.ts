import { ANA, LID, OTHER, TEAM, has, picture, quoting, type Report } from './report';

const NOW = Math.floor(Date.now() / 1000);
const ISO = new Date(NOW * 1000).toISOString();

let count = 0;

export const upsert = (more: object, key: object = {}) => ({
	event: 'messages.upsert',
	data: {
		key: { id: `3A55000000000000${(count += 1) + 1000}`, fromMe: false, remoteJid: OTHER, ...key },
		pushName: 'Bob',
		status: 'DELIVERY_ACK',
		message: { conversation: 'hello' },
		messageType: 'conversation',
		messageTimestamp: NOW,
		source: 'android',
		...more,
	},
});

export const ofMeta = (message: object | null, messageType = 'conversation') =>
	upsert(
		{ message, messageType, status: undefined, source: 'unknown' },
		{ id: `wamid.HBgNNTUx${(count += 1)}` },
	);

const members = (action: string, participants: unknown[], more: object = {}) => ({
	event: 'group-participants.update',
	data: { id: TEAM, author: OTHER, action, participants, ...more },
});

const call = (status: string, more: object = {}) => ({
	event: 'call',
	data: {
		chatId: OTHER,
		from: OTHER,
		id: '9F8C6A3D2B1E4C57A0D3E9B8C6F4A1B3',
		date: ISO,
		offline: false,
		status,
		...more,
	},
});

const hydrated = (buttons: object[]) => ({
	templateMessage: {
		hydratedTemplate: {
			hydratedTitleText: '',
			hydratedContentText: 'How was it?',
			hydratedFooterText: 'Send STOP to hear no more',
			hydratedButtons: buttons,
		},
	},
});

export const shapes: Report[] = [
	{
		source: 'automagik-dev/omni#812',
		saw: 'a time as an object of two halves makes the message vanish',
		delivery: upsert({ messageTimestamp: { low: NOW, high: 0, unsigned: true } }),
		right: { text: 'hello', timestamp: ISO },
	},
	{
		source: 'WhiskeySockets/BaileysCSharp#24',
		saw: 'the time 0 is in 1970',
		delivery: upsert({ messageTimestamp: 0 }),
		right: { text: 'hello', timestamp: expect.stringMatching(/^20[2-9]/) },
	},
	{
		source: 'sigalor/whatsapp-web-reveng#139',
		saw: 'a time in milliseconds is in the year 58875',
		delivery: upsert({ messageTimestamp: NOW * 1000 }),
		right: { text: 'hello', timestamp: ISO },
	},
	{
		source: 'aldinokemal/go-whatsapp-web-multidevice#214',
		saw: 'a time as a text is no time',
		delivery: upsert({ messageTimestamp: String(NOW) }),
		right: { text: 'hello', timestamp: ISO },
	},
	{
		source: 'adiwajshing/Baileys#2092',
		saw: 'the times of device lists are taken for that of the message',
		delivery: upsert({
			message: {
				conversation: 'hello',
				messageContextInfo: {
					deviceListMetadata: { senderTimestamp: '1660127032', recipientTimestamp: '1660713015' },
					deviceListMetadataVersion: 2,
				},
			},
		}),
		right: { text: 'hello', timestamp: ISO },
	},
	{
		source: 'farinchan/chatery_whatsapp#14',
		saw: 'the story of a contact is a message',
		message: { videoMessage: { ...picture, mimetype: 'video/mp4', caption: 'holiday' } },
		messageType: 'videoMessage',
		chat: 'status@broadcast',
		right: null,
	},
	{
		source: 'devlikeapro/waha#275',
		saw: 'a reaction that is taken back starts the bot',
		message: { reactionMessage: { key: { id: 'X', remoteJid: ANA, fromMe: true }, text: '' } },
		messageType: 'reactionMessage',
		right: null,
	},
	{
		source: 'devlikeapro/waha#361',
		saw: 'a reaction in a group is an empty message',
		message: {
			reactionMessage: { key: { id: 'X', remoteJid: TEAM, participant: OTHER }, text: '👍' },
		},
		messageType: 'reactionMessage',
		chat: TEAM,
		right: null,
	},
	{
		source: 'mautrix/whatsapp#289',
		saw: 'nothing of a chat with disappearing messages is shown',
		message: {
			ephemeralMessage: { message: { imageMessage: { ...picture, caption: 'the bill' } } },
		},
		right: { kind: 'image', text: 'the bill' },
	},
	{
		source: 'NousResearch/hermes-agent#80104, wwebjs/whatsapp-web.js#131048',
		saw: 'a text that disappears after a day loses its text',
		message: {
			extendedTextMessage: { text: 'for a day', contextInfo: { expiration: 86_400 } },
		},
		contextInfo: { expiration: 86_400, ephemeralSettingTimestamp: '1795000000' },
		right: { kind: 'text', text: 'for a day', quoted: null },
	},
	{
		source: 'sepinf-inc/IPED#2687',
		saw: 'a message with a score of 0 counts as forwarded',
		message: { conversation: 'my own words' },
		messageType: 'conversation',
		contextInfo: { forwardingScore: 0, isForwarded: false },
		right: { text: 'my own words', isForwarded: false },
	},
	{
		source:
			'aldinokemal/go-whatsapp-web-multidevice#93, aldinokemal/go-whatsapp-web-multidevice#582',
		saw: 'the text below a video is not in the message',
		message: { videoMessage: { ...picture, mimetype: 'video/mp4', caption: 'see the noise' } },
		right: { kind: 'video', text: 'see the noise', chatInput: has('see the noise') },
	},
	{
		source: 'topcheer/ggcode#1257',
		saw: 'a document with a question below it is dropped',
		message: {
			documentMessage: {
				...picture,
				mimetype: 'application/pdf',
				fileName: 'offer.pdf',
				caption: 'is this the last price?',
			},
		},
		right: {
			kind: 'document',
			text: 'is this the last price?',
			media: expect.objectContaining({ fileName: 'offer.pdf' }),
		},
	},
	{
		source: 'tulir/whatsmeow#24, wppconnect-team/wa-js#1317',
		saw: 'a live place on the move has no place',
		message: {
			liveLocationMessage: {
				degreesLatitude: -23.5,
				degreesLongitude: -46.6,
				speedInMps: 3.5,
				sequenceNumber: '1795000000001000',
				timeOffset: 60,
			},
		},
		right: { kind: 'liveLocation', chatInput: has('-23.5') },
	},
	{
		source: 'adiwajshing/Baileys#935',
		saw: 'a pressed button of a filled-in template sometimes says nothing',
		message: {
			templateButtonReplyMessage: {
				selectedId: 'id-1',
				selectedDisplayText: 'Yes',
				selectedIndex: 0,
			},
		},
		right: { text: 'Yes', buttonId: 'id-1' },
	},
	{
		source: 'wwebjs/whatsapp-web.js#2156',
		saw: 'the link behind a button is lost',
		message: hydrated([
			{ index: 1, urlButton: { displayText: 'Support', url: 'https://app.example.com/support' } },
		]),
		right: { chatInput: has('https://app.example.com/support') },
	},
	{
		source: 'adiwajshing/Baileys#2006',
		saw: 'a template whose values alone come says nothing',
		message: {
			templateMessage: {
				fourRowTemplate: {
					content: {
						namespace: 'e17a8855|en',
						elementName: 'bill',
						localizableParams: [{ default: 'your Bank' }, { default: '30-Aug-2026' }],
					},
				},
			},
		},
		right: { chatInput: has('30-Aug-2026') },
	},
	{
		source: 'megaapp977/stack#575',
		saw: 'the buttons of an interactive message are not shown',
		message: {
			interactiveMessage: {
				body: { text: 'Choose' },
				footer: { text: 'Shop' },
				nativeFlowMessage: {
					buttons: [
						{ name: 'quick_reply', buttonParamsJson: '{"display_text":"By card","id":"card"}' },
						{ name: 'cta_copy', buttonParamsJson: '{"display_text":"Copy","copy_code":"ABC123"}' },
					],
				},
			},
		},
		right: { text: has('Choose'), chatInput: has('ABC123') },
	},
	{
		source: 'avoylenko/wwebjs-api#13',
		saw: 'the line that a chat is encrypted is an empty message',
		delivery: upsert({
			message: undefined,
			messageStubType: 'E2E_ENCRYPTED',
			messageType: 'unknown',
		}),
		right: null,
	},
	{
		source: 'oxidezap/whatsapp-rust#354',
		saw: 'who switches disappearing messages on has written nothing',
		message: { protocolMessage: { type: 3, ephemeralExpiration: 604_800 } },
		messageType: 'protocolMessage',
		right: null,
	},
	{
		source: 'netflie/whatsapp-cloud-api#120, restfb/restfb#1237, Secreto31126/whatsapp-api-js#186',
		saw: 'a customer with a new number is answered',
		delivery: ofMeta({
			systemMessage: {
				body: 'User A changed from 5511988880000 to 5511988887777',
				wa_id: '5511988887777',
				type: 'user_changed_number',
			},
		}),
		right: null,
	},
	{
		source: 'netflie/whatsapp-cloud-api#171',
		saw: 'who only opens a chat has written nothing',
		delivery: ofMeta({ request_welcomeMessage: undefined }),
		right: null,
	},
	{
		source: 'restfb/restfb#1239, shridarpatil/frappe_whatsapp#119, devlooped/WhatsApp#28',
		saw: 'a kind that Meta does not support is an empty text',
		delivery: ofMeta({
			errors: [{ code: 131_051, title: 'Unsupported message type' }],
		}),
		right: null,
	},
	{
		source: 'restfb/restfb#1234',
		saw: 'a pressed button of a Business instance has no text',
		delivery: ofMeta({ conversation: 'Button text' }, 'interactiveMessage'),
		right: { text: 'Button text', chatInput: has('Button text') },
	},
	{
		source: 'restfb/restfb#1344, MarcosNicolau/whatsapp-business-sdk#16',
		saw: 'a message that Meta could not deliver is of an unknown status',
		delivery: {
			event: 'messages.update',
			data: {
				messageId: 'cmfw0000000000000001',
				keyId: 'wamid.HBgLFAILED',
				remoteJid: OTHER,
				fromMe: true,
				status: 'FAILED',
				instanceId: 'i',
			},
		},
		right: { statusText: 'failed', messageId: 'wamid.HBgLFAILED' },
	},
	{
		source: 'evolution-foundation/evolution-api#942',
		saw: 'a voice note whose file is null breaks the workflow',
		delivery: upsert({
			message: { audioMessage: { ...picture, mimetype: 'audio/ogg', ptt: true }, base64: null },
			messageType: 'audioMessage',
		}),
		right: { kind: 'voice' },
	},
	{
		source: 'asternic/wuzapi#235',
		saw: 'a file with the head of a data URL cannot be opened',
		delivery: upsert({
			message: { imageMessage: picture, base64: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==' },
			messageType: 'imageMessage',
		}),
		right: { kind: 'image' },
	},
	{
		source: 'evolution-foundation/evolution-api#1803',
		saw: 'a message without the name of its type is of no kind',
		delivery: upsert({
			message: { audioMessage: { ...picture, mimetype: 'audio/ogg', ptt: true } },
			messageType: 'unknown',
		}),
		right: { kind: 'voice' },
	},
	{
		source: 'devlikeapro/waha#977, WhiskeySockets/Baileys#1842',
		saw: 'a member who is promoted has only a hidden address',
		delivery: members('promote', [{ id: LID, jid: LID, phoneNumber: ANA, admin: 'admin' }]),
		right: {
			action: 'promote',
			participants: [expect.objectContaining({ lid: LID, phoneNumber: '5511988887777' })],
		},
	},
	{
		source: 'WhiskeySockets/Baileys#1737',
		saw: 'who joins by a link has no number, although it is told beside',
		delivery: members('add', [{ id: LID, phoneNumber: ANA }], { author: LID, authorPn: ANA }),
		right: { action: 'add', authorPhone: '5511988887777' },
	},
	{
		source: 'mukulhase/WebWhatsapp-Wrapper#83, venomous0x/WhatsAPI#865',
		saw: 'who leaves a group is not told where members are plain texts',
		delivery: members('remove', [ANA], { author: ANA }),
		right: {
			action: 'remove',
			participants: [expect.objectContaining({ phoneNumber: '5511988887777' })],
		},
	},
	{
		source: 'aldinokemal/go-whatsapp-web-multidevice#478',
		saw: 'nobody is told that the account was added to a group',
		delivery: {
			event: 'groups.upsert',
			data: [
				{
					id: '120363404040404040@g.us',
					subject: 'New neighbors',
					owner: LID,
					ownerPn: ANA,
					creation: NOW,
					size: 2,
					participants: [{ id: LID, phoneNumber: ANA, admin: 'superadmin' }],
					addressingMode: 'lid',
				},
			],
		},
		right: { name: 'New neighbors', chat: '120363404040404040@g.us' },
	},
	{
		source: 'evolution-foundation/evolution-api#1594',
		saw: 'a member with a hidden address in another key has no number',
		delivery: upsert(
			{},
			{
				remoteJid: TEAM,
				participant: '222222222222222@lid',
				participantPn: OTHER,
				participantLid: '222222222222222@lid',
			},
		),
		right: { chat: TEAM, senderPhone: '5511977776666' },
	},
	{
		source: 'rmyndharis/OpenWA-plugins#31, devlikeapro/waha#1216',
		saw: 'a person who moves to a hidden address has a second conversation',
		delivery: upsert(
			{},
			{ remoteJid: '444444444444444@lid', remoteJidAlt: '5511966665555@s.whatsapp.net' },
		),
		right: { personId: '551166665555', phoneNumber: '5511966665555' },
	},
	{
		source: 'WhiskeySockets/Baileys#1031',
		saw: 'a call that ends counts as rejected',
		delivery: call('terminate', { isVideo: true }),
		right: { status: 'terminate', isVideo: true },
	},
	{
		source: 'devlikeapro/waha#1816',
		saw: 'the call of a hidden address opens a second conversation',
		delivery: call('offer', {
			chatId: '222222222222222@lid',
			from: '222222222222222@lid',
			callerPn: OTHER,
		}),
		right: { status: 'offer', phoneNumber: '5511977776666', personId: '551177776666' },
	},
	{
		source: 'green-api/issues#49',
		saw: 'the call of a group names no group',
		delivery: call('offer', { isGroup: true, groupJid: TEAM }),
		right: { chat: TEAM, isGroupCall: true, senderPhone: '5511977776666' },
	},
	{
		source: 'wwebjs/whatsapp-web.js#39',
		saw: 'an answer to a template of a business does not say what was answered',
		...quoting(hydrated([]), 'very good'),
		right: { text: 'very good', chatInput: has('How was it?') },
	},
	{
		source: 'evolution-foundation/evolution-api#1319',
		saw: 'the code of a bank, which only the phone may show, is answered',
		message: { placeholderMessage: { type: 'MASK_LINKED_DEVICES' } },
		messageType: 'placeholderMessage',
		right: null,
	},
	{
		source: 'evolution-foundation/evolution-api#2010, evolution-foundation/evolution-api#1440',
		saw: 'an edit counts as sent',
		delivery: {
			event: 'messages.update',
			data: {
				messageId: 'cmfw0000000000000002',
				keyId: '3EB000000000000000F2',
				remoteJid: OTHER,
				fromMe: true,
				status: 'SERVER_ACK',
				message: { editedMessage: { message: { conversation: 'changed' } } },
				instanceId: 'i',
			},
		},
		right: { statusText: null },
	},
];
