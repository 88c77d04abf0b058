import { ANA, OTHER, TEAM, has, picture, quoting, type Report } from './report';

const sticker = { mimetype: 'application/was', height: 512, width: 512, isAnimated: true };

export const talk: Report[] = [
	{
		source: 'devlikeapro/waha#2134, WhiskeySockets/Baileys#2776',
		saw: 'a moving sticker is a file of an unknown kind',
		message: {
			lottieStickerMessage: { message: { stickerMessage: { ...sticker, isLottie: true } } },
		},
		right: { kind: 'sticker' },
	},
	{
		source: 'riba2534/happyclaw#699',
		saw: 'an event is an empty message',
		message: {
			eventMessage: { name: 'Team dinner', description: 'Bring friends', startTime: 1_795_000_000 },
		},
		right: { kind: 'event', chatInput: has('Team dinner') },
	},
	{
		source: 'riba2534/happyclaw#699, mautrix/whatsapp#350',
		saw: 'an invitation to a group is an empty message',
		message: {
			groupInviteMessage: { groupJid: TEAM, groupName: 'Garden club', caption: 'Join us' },
		},
		right: { chatInput: has('Garden club') },
	},
	{
		source: 'riba2534/happyclaw#690',
		saw: 'cards of several people are dropped',
		message: {
			contactsArrayMessage: {
				displayName: '2 contacts',
				contacts: [
					{
						displayName: 'Ann',
						vcard: 'BEGIN:VCARD\nFN:Ann\nTEL;waid=5511999990001:+55 11 99999-0001\nEND:VCARD',
					},
					{
						displayName: 'Bob',
						vcard: 'BEGIN:VCARD\nFN:Bob\nTEL;waid=5511999990002:+55 11 99999-0002\nEND:VCARD',
					},
				],
			},
		},
		right: { kind: 'contacts', chatInput: has('Bob') },
	},
	{
		source: 'chatwoot/chatwoot#10567',
		saw: 'a card with an email address alone shows nothing',
		message: {
			contactMessage: {
				displayName: 'Ann Mail',
				vcard:
					'BEGIN:VCARD\nVERSION:3.0\nFN:Ann Mail\nEMAIL;type=INTERNET:ann@example.com\nEND:VCARD',
			},
		},
		right: { kind: 'contact', chatInput: has('ann@example.com') },
	},
	{
		source: 'rmyndharis/OpenWA#563',
		saw: 'the text of a template of four rows is lost',
		message: {
			templateMessage: { hydratedFourRowTemplate: { hydratedContentText: 'Your code is 4712' } },
		},
		right: { text: has('4712') },
	},
	{
		source: 'salman0ansari/whatsapp-api-nodejs#231',
		saw: 'a template with a picture has neither text nor buttons',
		message: {
			templateMessage: {
				hydratedTemplate: {
					imageMessage: { ...picture, caption: 'Welcome' },
					hydratedContentText: 'Choose one',
					hydratedButtons: [{ index: 0, quickReplyButton: { displayText: 'Events', id: 'e' } }],
				},
			},
		},
		right: { chatInput: has('Events') },
	},
	{
		source: 'rmyndharis/OpenWA#1437',
		saw: 'a quoted poll is an empty quote',
		...quoting({ pollCreationMessageV3: { name: 'Lunch?', options: [{ optionName: 'Pizza' }] } }),
		right: { chatInput: has('Lunch?') },
	},
	{
		source: 'rmyndharis/OpenWA#1437',
		saw: 'a quoted card is an empty quote',
		...quoting({ contactMessage: { displayName: 'Ann Card', vcard: 'BEGIN:VCARD\nEND:VCARD' } }),
		right: { chatInput: has('Ann Card') },
	},
	{
		source: 'NousResearch/hermes-agent#106541',
		saw: 'the quote of a document with a caption, in two wrappers, has no text',
		...quoting({
			ephemeralMessage: {
				message: {
					documentWithCaptionMessage: {
						message: { documentMessage: { fileName: 'offer.pdf', caption: 'The offer' } },
					},
				},
			},
		}),
		right: { chatInput: has('The offer') },
	},
	{
		source: 'Itsukichann/Baileys#14',
		saw: 'the quote of a picture to see once says nothing',
		...quoting({
			viewOnceMessageV2: { message: { imageMessage: { ...picture, viewOnce: true } } },
		}),
		right: { chatInput: has('> [picture]') },
	},
	{
		source: 'openclaw/openclaw#114704',
		saw: 'an answer whose quote WhatsApp leaves out looks like a new message',
		message: { conversation: 'yes, do that' },
		contextInfo: { stanzaId: '3EB0BBBB', participant: ANA },
		right: {
			quoted: expect.objectContaining({ id: '3EB0BBBB' }) as never,
			chatInput: '> [earlier message]\n\nyes, do that',
		},
	},
	{
		source: 'openclaw/openclaw#53867',
		saw: 'an answer to the bot in botInvokeMessage loses its quote',
		message: {
			botInvokeMessage: {
				message: {
					extendedTextMessage: {
						text: 'and tomorrow?',
						contextInfo: {
							stanzaId: '3EB0CCCC',
							participant: ANA,
							quotedMessage: { conversation: 'Open today' },
						},
					},
				},
			},
		},
		right: { text: 'and tomorrow?', chatInput: has('Open today') },
	},
	{
		source: 'openclaw/openclaw#5607',
		saw: 'who was quoted has the number of a device',
		message: { conversation: 'ok' },
		chat: TEAM,
		contextInfo: {
			stanzaId: '3EB0DDDD',
			participant: '5511977776666:5@s.whatsapp.net',
			quotedMessage: { conversation: 'hello' },
		},
		right: { quoted: expect.objectContaining({ sender: OTHER }) as never },
	},
	{
		source: 'adiwajshing/Baileys#2153',
		saw: 'the caption of a picture to see once is not read',
		message: {
			viewOnceMessage: { message: { imageMessage: { ...picture, caption: 'only once' } } },
		},
		right: { kind: 'image', text: 'only once' },
	},
	{
		source: 'adiwajshing/Baileys#2414',
		saw: 'a document with a caption in a disappearing chat is no document',
		message: {
			ephemeralMessage: {
				message: {
					documentWithCaptionMessage: {
						message: {
							documentMessage: {
								...picture,
								mimetype: 'application/pdf',
								fileName: 'a.pdf',
								caption: 'see',
							},
						},
					},
				},
			},
		},
		right: {
			kind: 'document',
			text: 'see',
			media: expect.objectContaining({ fileName: 'a.pdf' }) as never,
		},
	},
	{
		source: 'devlikeapro/waha#2008, aldinokemal/go-whatsapp-web-multidevice#815',
		saw: 'a vote that could not be read is an empty message',
		message: {
			pollUpdateMessage: {
				pollCreationMessageKey: { id: '3EB0FFFF', fromMe: true, remoteJid: ANA },
				vote: { encPayload: { 0: 1 }, encIv: { 0: 2 } },
			},
		},
		right: null,
	},
	{
		source: 'WhiskeySockets/Baileys#716',
		saw: 'what an admin deletes in a group is a message',
		message: {
			protocolMessage: {
				key: { id: '3A00', fromMe: false, remoteJid: TEAM, participant: OTHER },
				type: 0,
			},
		},
		chat: TEAM,
		fromMe: true,
		right: null,
	},
	{
		source: 'tulir/whatsmeow#992',
		saw: 'a message with a button that leads to a page has no address',
		message: {
			interactiveMessage: {
				header: { title: 'Spring sale' },
				body: { text: 'Everything must go' },
				footer: { text: 'Until Sunday' },
				nativeFlowMessage: {
					buttons: [
						{
							name: 'cta_url',
							buttonParamsJson: '{"display_text":"Shop","url":"https://shop.example.com/sale"}',
						},
					],
				},
			},
		},
		right: { chatInput: has('https://shop.example.com/sale') },
	},
	{
		source: 'openclaw/wacli#232',
		saw: 'buttons to answer and to call are lost beside a text',
		message: {
			interactiveMessage: {
				body: { text: 'How can we help?' },
				nativeFlowMessage: {
					buttons: [
						{ name: 'quick_reply', buttonParamsJson: '{"display_text":"Talk to us","id":"t"}' },
						{
							name: 'cta_call',
							buttonParamsJson: '{"display_text":"Call","phone_number":"+5511999990003"}',
						},
					],
				},
			},
		},
		right: { chatInput: has('Talk to us') },
	},
	{
		source: 'evolution-foundation/evolution-api#2654',
		saw: 'the context beside a text holds the data of devices instead of the quote',
		message: { conversation: 'an answer' },
		contextInfo: { deviceListMetadata: { senderTimestamp: '1' }, deviceListMetadataVersion: 2 },
		right: { text: 'an answer', chatInput: 'an answer' },
	},
	{
		source: 'adiwajshing/Baileys#1481, WhiskeySockets/Baileys#2105',
		saw: 'a message that could not be decrypted starts three times without a text',
		message: {},
		right: null,
	},
	{
		source: 'WhiskeySockets/Baileys#402',
		saw: 'what a channel publishes is answered like a customer',
		message: { conversation: 'News of the channel' },
		chat: '120363111111111111@newsletter',
		right: null,
	},
	{
		source: 'evolution-foundation/evolution-api#595',
		saw: 'stickers in a group are not recognized',
		message: {
			stickerMessage: { mimetype: 'image/webp' },
			messageContextInfo: { messageSecret: { 0: 1 } },
		},
		chat: TEAM,
		right: { kind: 'sticker' },
	},
	{
		source: 'Nurutomo/wabot-aq#593',
		saw: 'a pressed button of an old kind cannot be answered',
		message: {
			buttonsResponseMessage: { selectedButtonId: 'menu', selectedDisplayText: 'Menu', type: 1 },
		},
		right: { text: 'Menu' },
	},
];
