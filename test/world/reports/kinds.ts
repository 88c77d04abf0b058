import { ANA, TEAM, has, picture, type Report } from './report';

const key = { remoteJid: TEAM, fromMe: true, id: '3EB0703B5F56368A712D' };
const sealed = { encPayload: { 0: 1 }, encIv: { 0: 2 } };

export const kinds: Report[] = [
	{
		source: 'devlikeapro/waha#1748, devlikeapro/waha#1619',
		saw: 'an encrypted comment in a community is an empty message',
		message: { messageContextInfo: {}, encCommentMessage: { targetMessageKey: key, ...sealed } },
		chat: TEAM,
		right: null,
	},
	{
		source: 'devlikeapro/waha#840',
		saw: 'the key of a call is an empty message',
		message: { call: { callKey: 'MDAxRDE4Mzk4RDI4' } },
		right: null,
	},
	{
		source: 'devlikeapro/waha#813',
		saw: 'writing in a chat with disappearing messages makes an empty message before the text',
		message: { protocolMessage: { type: 'EPHEMERAL_SYNC_RESPONSE' } },
		right: null,
	},
	{
		source: 'open-wa/wa-automate-nodejs#585, wwebjs/whatsapp-web.js#201888',
		saw: 'the line of a missed call is answered',
		message: {
			callLogMesssage: { isVideo: false, callOutcome: 1, durationSecs: 0, callType: 0 },
		},
		right: null,
	},
	{
		source: 'rmyndharis/OpenWA#619',
		saw: 'a pinned message is an empty message',
		message: { pinInChatMessage: { key, type: 1, senderTimestampMs: '1795000000000' } },
		chat: TEAM,
		right: null,
	},
	{
		source: 'devlikeapro/waha#1126, rmyndharis/OpenWA#619',
		saw: 'it cannot be told whether a message was pinned or unpinned',
		message: { pinInChatMessage: { key, type: 2, senderTimestampMs: '1795000000000' } },
		filters: { messageTypes: ['pin', 'text'] },
		right: { kind: 'pin', targetMessageId: key.id, pin: { isRemoved: true } },
	},
	{
		source: 'devlikeapro/waha#1126, mautrix/whatsapp#825',
		saw: 'a pin of an older server, which names its type by a word, is not told from its end',
		message: { pinInChatMessage: { key, type: 'PIN_FOR_ALL', senderTimestampMs: '1795000000000' } },
		filters: { messageTypes: ['pin', 'text'] },
		right: { kind: 'pin', pin: { isRemoved: false } },
	},
	{
		source: 'riba2534/happyclaw#697, aldinokemal/go-whatsapp-web-multidevice#485',
		saw: 'a video note is an empty message',
		message: { ptvMessage: { mimetype: 'video/mp4', seconds: 4, mediaKey: { 0: 1 } } },
		right: { kind: 'videoNote', media: expect.objectContaining({ mimeType: 'video/mp4' }) },
	},
	{
		source: 'mautrix/whatsapp#827, tulir/whatsmeow#778',
		saw: 'an answer of Meta AI that somebody forwards is empty',
		message: {
			botForwardedMessage: {
				message: {
					richResponseMessage: {
						messageType: 1,
						submessages: [{ messageType: 2, messageText: 'Water at 25 °C' }],
						unifiedResponse: { data: 'e30=' },
					},
				},
			},
		},
		contextInfo: { isForwarded: true, forwardingScore: 1 },
		right: { kind: 'text', text: 'Water at 25 °C', isForwarded: true },
	},
	{
		source: 'innovatorssoft/Baileys#33',
		saw: 'the table in an answer of Meta AI is lost',
		message: {
			richResponseMessage: {
				messageType: 1,
				submessages: [
					{ messageType: 2, messageText: 'Prices:' },
					{
						messageType: 4,
						tableMetadata: {
							title: 'Bread',
							rows: [{ isHeading: true, items: ['Kind', 'Price'] }, { items: ['Rye', '4.50'] }],
						},
					},
				],
			},
		},
		right: { kind: 'text', text: has('4.50') },
	},
	{
		source: 'innovatorssoft/Baileys#32',
		saw: 'the program in an answer of Meta AI is lost',
		message: {
			richResponseMessage: {
				messageType: 1,
				submessages: [
					{
						messageType: 5,
						codeMetadata: {
							codeLanguage: 'python',
							codeBlocks: [
								{ highlightType: 1, codeContent: 'print' },
								{ highlightType: 0, codeContent: '(42)' },
							],
						},
					},
				],
			},
		},
		right: { kind: 'text', text: has('print(42)') },
	},
	{
		source: 'wppconnect-team/wppconnect-server#2341',
		saw: 'the pictures of the options of a poll start the workflow, each for itself',
		message: {
			pollCreationOptionImageMessage: { message: { imageMessage: picture } },
			messageContextInfo: {
				messageAssociation: { associationType: 7, parentMessageKey: { id: '3EB0EEEE' } },
			},
		},
		chat: TEAM,
		right: null,
	},
	{
		source: 'rmyndharis/OpenWA#1586',
		saw: 'the picture of an event starts the workflow a second time',
		message: {
			eventCoverImage: { message: { imageMessage: picture } },
			messageContextInfo: {
				messageAssociation: { associationType: 3, parentMessageKey: { id: '3EB0EEEF' } },
			},
		},
		chat: TEAM,
		right: null,
	},
	{
		source: 'WhiskeySockets/Baileys#2724, itsliaaa/baileys#2',
		saw: 'a poll that hides who votes is unknown',
		message: {
			pollCreationMessageV6: {
				name: 'Who comes?',
				hideVoterNames: true,
				options: [{ optionName: 'Me' }, { optionName: 'Not me' }],
			},
		},
		chat: TEAM,
		right: { kind: 'poll', text: 'Who comes?', chatInput: has('Not me') },
	},
	{
		source: 'NousResearch/hermes-agent#38892',
		saw: 'a poll in a wrapper of its own has no options',
		message: {
			pollCreationMessageV4: {
				message: {
					pollCreationMessage: { name: 'Lunch?', options: [{ optionName: 'Soup' }] },
				},
			},
		},
		right: { kind: 'poll', text: 'Lunch?', chatInput: has('Soup') },
	},
	{
		source: 'WhiskeySockets/Baileys#595, clairton/unoapi-cloud#80',
		saw: 'a voice note to hear once does not come',
		message: {
			viewOnceMessageV2Extension: {
				message: { audioMessage: { mimetype: 'audio/ogg', ptt: true, seconds: 3, viewOnce: true } },
			},
		},
		right: { kind: 'voice', isViewOnce: true },
	},
	{
		source: 'adiwajshing/Baileys#140, raweee/node-red-contrib-whatsapp-link#17',
		saw: 'a live place that is shared in a disappearing chat has no coordinates',
		message: {
			ephemeralMessage: {
				message: {
					liveLocationMessage: {
						degreesLatitude: -12.25,
						degreesLongitude: -38.95,
						accuracyInMeters: 12,
						speedInMps: 2.5,
						caption: 'on my way',
						sequenceNumber: { low: 1, high: 0, unsigned: false },
					},
				},
			},
		},
		right: { kind: 'liveLocation', text: 'on my way', chatInput: has('-12.25, -38.95') },
	},
	{
		source: 'wechaty/puppet-whatsapp#190',
		saw: 'a file without a name cannot be told from others',
		message: {
			documentMessage: { mimetype: 'application/pdf', pageCount: 2, mediaKey: { 0: 1 } },
		},
		right: { kind: 'document', media: expect.objectContaining({ mimeType: 'application/pdf' }) },
	},
	{
		source: 'rmyndharis/OpenWA#1586',
		saw: 'a message that only a newer program knows is dropped with nothing in the log',
		message: { futureTalkMessage: { caption: 'from tomorrow', body: { 0: 1 } } },
		right: { kind: 'text', text: 'from tomorrow' },
	},
	{
		source: 'rmyndharis/OpenWA#1586',
		saw: 'only the key exchange of a group comes, with the data of devices',
		message: {
			messageContextInfo: { deviceListMetadataVersion: 2 },
			fastRatchetKeySenderKeyDistributionMessage: { groupId: TEAM },
		},
		chat: TEAM,
		right: null,
	},
	{
		source: 'wwebjs/whatsapp-web.js#307',
		saw: 'it cannot be told whether a place was forwarded',
		message: {
			locationMessage: {
				degreesLatitude: -23.5,
				degreesLongitude: -46.6,
				contextInfo: { isForwarded: true, forwardingScore: 2 },
			},
		},
		right: { kind: 'location', isForwarded: true },
	},
	{
		source: 'openclaw/wacli#24, green-api/issues#951',
		saw: 'what somebody forwards from a channel does not say so',
		message: { conversation: 'The market moves to Friday' },
		contextInfo: {
			isForwarded: true,
			forwardingScore: 1,
			forwardedNewsletterMessageInfo: {
				newsletterJid: '120363111111111111@newsletter',
				serverMessageId: 143,
				newsletterName: 'Garden news',
			},
		},
		right: { text: 'The market moves to Friday', isForwarded: true },
	},
	{
		source: 'aldinokemal/go-whatsapp-web-multidevice#700',
		saw: 'an edited message comes as a new one without a text',
		message: {
			editedMessage: {
				message: {
					protocolMessage: {
						key: { ...key, remoteJid: ANA },
						type: 14,
						editedMessage: { conversation: 'new text' },
					},
				},
			},
		},
		right: null,
	},
	{
		source: 'WhiskeySockets/Baileys#2056',
		saw: 'the answer to an event is an empty message',
		message: { encEventResponseMessage: { eventCreationMessageKey: key, ...sealed } },
		chat: TEAM,
		right: null,
	},
];
