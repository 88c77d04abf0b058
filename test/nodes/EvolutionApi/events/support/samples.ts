import { body, type Body, GROUP, messageBody, PERSON } from './deliveries';

// Small, invented deliveries of all kinds, in the forms that the server sends.

const KEY_NAME = 'apiKey';

const bytes = { '0': 137, '1': 80, '2': 78, '3': 71 };
const file = (more: Body) => ({
	url: 'https://mmg.whatsapp.net/x.enc',
	mediaKey: bytes,
	fileSha256: bytes,
	fileLength: { low: 2048, high: 0, unsigned: true },
	...more,
});
const key = { remoteJid: PERSON, fromMe: true, id: 'TARGET' };

export const MESSAGES: ReadonlyArray<readonly [kind: string, message: Body]> = [
	['text', { conversation: 'hello' }],
	[
		'image',
		{ imageMessage: file({ mimetype: 'image/jpeg', caption: 'pic', width: 64, height: 48 }) },
	],
	['video', { videoMessage: file({ mimetype: 'video/mp4', seconds: 3, gifPlayback: true }) }],
	['videoNote', { ptvMessage: file({ mimetype: 'video/mp4', seconds: 5 }) }],
	['voice', { audioMessage: file({ mimetype: 'audio/ogg; codecs=opus', seconds: 1, ptt: true }) }],
	['audio', { audioMessage: file({ mimetype: 'audio/mpeg', seconds: 60, ptt: false }) }],
	['document', { documentMessage: file({ mimetype: 'application/pdf', fileName: 'a.pdf' }) }],
	['sticker', { stickerMessage: file({ mimetype: 'image/webp' }) }],
	[
		'location',
		{
			locationMessage: {
				degreesLatitude: -23.5,
				degreesLongitude: -46.6,
				name: 'SP',
				address: 'Av 1',
			},
		},
	],
	[
		'liveLocation',
		{
			liveLocationMessage: {
				degreesLatitude: 1,
				degreesLongitude: 2,
				accuracyInMeters: 5,
				caption: 'here',
			},
		},
	],
	[
		'contact',
		{
			contactMessage: {
				displayName: 'Ann',
				vcard:
					'BEGIN:VCARD\nFN:Ann\nTEL;waid=5511999990001:+55 11 99999-0001\nitem1.TEL:+1 (202) 555-0123\nEND:VCARD',
			},
		},
	],
	[
		'contacts',
		{
			contactsArrayMessage: {
				contacts: [{ displayName: 'Ann', vcard: 'x' }, { displayName: 'Bob' }],
			},
		},
	],
	[
		'poll',
		{
			pollCreationMessageV3: {
				name: 'Q?',
				selectableOptionsCount: 1,
				options: [{ optionName: 'A' }, { optionName: 'B' }],
			},
		},
	],
	[
		'pollVote',
		{
			pollUpdateMessage: {
				pollCreationMessageKey: key,
				vote: { encIv: bytes, selectedOptions: ['B'] },
			},
		},
	],
	['reaction', { reactionMessage: { key, text: '👍' } }],
	[
		'buttonAnswer',
		{ buttonsResponseMessage: { selectedButtonId: 'yes', selectedDisplayText: 'Yes' } },
	],
	[
		'templateAnswer',
		{
			templateButtonReplyMessage: {
				selectedId: 'yes',
				selectedDisplayText: 'Yes',
				selectedIndex: 0,
			},
		},
	],
	[
		'listAnswer',
		{
			listResponseMessage: {
				title: 'R1',
				description: 'the first',
				singleSelectReply: { selectedRowId: 'r1' },
			},
		},
	],
	[
		'interactiveAnswer',
		{
			interactiveResponseMessage: {
				body: { text: 'Yes' },
				nativeFlowResponseMessage: { name: 'quick_reply', paramsJson: '{"id":"yes"}' },
			},
		},
	],
	[
		'buttons',
		{
			viewOnceMessage: {
				message: {
					interactiveMessage: {
						body: { text: 'Choose' },
						nativeFlowMessage: {
							messageParamsJson:
								'{"limited_time_offer":{"text":"30 %","copy_code":"X","url":"https://x.example","expiration_time":1795000000000}}',
							buttons: [
								{
									name: 'quick_reply',
									buttonParamsJson: '{"display_text":"Yes","id":"yes"}',
								},
								{
									name: 'cta_url',
									buttonParamsJson: '{"display_text":"Open","url":"https://shop.example"}',
								},
								{
									name: 'cta_copy',
									buttonParamsJson: '{"display_text":"Copy","copy_code":"123"}',
								},
								{
									name: 'cta_call',
									buttonParamsJson: '{"display_text":"Call","phone_number":"+5511"}',
								},
							],
						},
					},
				},
			},
		},
	],
	[
		'list',
		{
			listMessage: {
				title: 'L',
				description: 'Choose one',
				sections: [{ title: 'S', rows: [{ rowId: 'r1', title: 'Row', description: 'R' }] }],
			},
		},
	],
	['template', { templateMessage: { hydratedTemplate: { hydratedContentText: 'Hi' } } }],
	[
		'edited',
		{
			editedMessage: {
				message: { protocolMessage: { key, type: 14, editedMessage: { conversation: 'new' } } },
			},
		},
	],
	['deleted', { protocolMessage: { key, type: 0 } }],
	['system', { protocolMessage: { key, type: 3, ephemeralExpiration: 86_400 } }],
	[
		'order',
		{
			orderMessage: {
				orderId: '1',
				itemCount: 2,
				orderTitle: 'o',
				totalAmount1000: 1500,
				totalCurrencyCode: 'BRL',
				message: 'please',
			},
		},
	],
	[
		'product',
		{
			productMessage: {
				product: { productId: '9', title: 'P', priceAmount1000: 9990, currencyCode: 'BRL' },
			},
		},
	],
	[
		'groupInvite',
		{
			groupInviteMessage: {
				groupJid: GROUP,
				inviteCode: 'abc',
				inviteExpiration: '1795158287',
				groupName: 'G',
			},
		},
	],
	['event', { eventMessage: { name: 'Party', startTime: 1795158287, location: { name: 'Here' } } }],
	['album', { albumMessage: { expectedImageCount: 2 } }],
	['pin', { pinInChatMessage: { key, type: 1 } }],
	['call', { call: { callKey: 'AAECAw==' } }],
	['unknown', { somethingNewMessage: { data: 'x' } }],
	[
		'payment',
		{
			interactiveMessage: {
				nativeFlowMessage: {
					buttons: [
						{
							name: 'payment_info',
							buttonParamsJson: JSON.stringify({
								currency: 'BRL',
								total_amount: { value: 1250, offset: 100 },
								reference_id: 'R1',
								order: {
									status: 'pending',
									items: [
										{
											name: 'Shirt',
											quantity: 2,
											amount: { value: 625, offset: 100 },
											retailer_id: 'S1',
										},
									],
								},
								payment_settings: [
									{
										type: 'pix_static_code',
										pix_static_code: { key: 'a@b.example', merchant_name: 'Shop' },
									},
								],
							}),
						},
					],
				},
			},
		},
	],
	[
		'channelInvite',
		{ newsletterAdminInviteMessage: { newsletterJid: '1@newsletter', newsletterName: 'News' } },
	],
	['phoneNumberRequest', { requestPhoneNumberMessage: {} }],
	[
		'pollResult',
		{
			pollResultSnapshotMessage: {
				name: 'When?',
				pollVotes: [{ optionName: 'Now', optionVoteCount: '3' }],
			},
		},
	],
	['stickerPack', { stickerPackMessage: { name: 'Cats' } }],
	['viewOnce', { viewOnceMessageV2: { message: { messageContextInfo: {} } } }],
];

const pollUpdates = [
	{ name: 'A', voters: [] },
	{ name: 'B', voters: [PERSON] },
];

/** A stored picture from a group member whose number WhatsApp hides. */
const storedFile = messageBody(
	{ imageMessage: file({ mimetype: 'image/jpeg' }), mediaUrl: 'https://s3.example/x.jpg' },
	{ key: { remoteJid: GROUP, fromMe: false, id: 'M2', participant: '7@lid' } },
);

/** A message of a Business instance. Its ID contains a number that isn't the chat's. */
const ofMixedUpChat = messageBody(
	{ conversation: 'hello' },
	{
		key: { remoteJid: PERSON, fromMe: false, id: 'wamid.HBgNNTUxMTk3Nzc3NjY2NhUCABIYBjNBMDBGRgA=' },
	},
);

const messageDeliveries = MESSAGES.map(([kind, message]) => {
	if (kind === 'pollVote') return messageBody(message, { pollUpdates });
	if (kind !== 'text') return messageBody(message);
	return messageBody(message, {
		chatwootConversationId: 107,
		contextInfo: {
			stanzaId: 'T1',
			participant: PERSON,
			quotedMessage: { conversation: 'before' },
			mentionedJid: ['5511977776666@s.whatsapp.net'],
			nonJidMentions: 1,
			groupMentions: [{ groupJid: GROUP, groupSubject: 'Team' }],
			forwardedNewsletterMessageInfo: {
				newsletterJid: '120363111111111111@newsletter',
				newsletterName: 'News',
			},
			externalAdReply: {
				title: 'Ad',
				body: 'Buy',
				sourceId: '123',
				sourceType: 'ad',
				sourceUrl: 'https://fb.me/x',
				ctwaClid: 'clid',
			},
			conversionSource: 'FB_Ads',
		},
	});
});

const person = '5511977776666@s.whatsapp.net';

export const EVENT_DELIVERIES: readonly Body[] = [
	body('call', {
		chatId: PERSON,
		from: PERSON,
		id: 'C1',
		date: '2026-11-20T07:04:49.186Z',
		status: 'offer',
	}),
	body('chats.delete', [PERSON, GROUP]),
	body('chats.set', [{ remoteJid: PERSON, name: 'Ann' }]),
	body('chats.update', [{ remoteJid: PERSON }]),
	body('chats.upsert', { remoteJid: PERSON, name: 'Ann', unreadMessages: 2 }),
	body('connection.update', { instance: 'shop', state: 'close', statusReason: 401 }),
	body('contacts.set', [{ remoteJid: PERSON, pushName: 'Ann' }]),
	body('contacts.update', [
		{ remoteJid: PERSON, pushName: 'Ann', profilePicUrl: 'https://x/y.jpg' },
	]),
	body('contacts.upsert', { remoteJid: PERSON, pushName: 'Ann', profilePicUrl: null }),
	body('group-participants.update', {
		id: GROUP,
		author: PERSON,
		participants: [person, '123@lid'],
		action: 'add',
		participantsData: [
			{ jid: person, phoneNumber: '5511977776666', name: 'Bob' },
			{ jid: '123@lid', phoneNumber: '123' },
		],
	}),
	body('groups.update', [{ id: GROUP, subject: 'S2', author: PERSON }]),
	body('groups.upsert', [
		{
			id: GROUP,
			subject: 'S',
			owner: PERSON,
			creation: 1795158287,
			participants: [{ id: PERSON, admin: 'admin' }, { id: person }],
		},
	]),
	body('instance.create', { instanceName: 'shop', instanceId: 'i1' }),
	body('instance.delete', { instanceName: 'shop', instanceId: 'i1' }),
	body('labels.association', { instance: 'shop', type: 'add', chatId: PERSON, labelId: '7' }),
	body('labels.edit', { id: '7', name: 'VIP', color: 2, deleted: false, instance: 'shop' }),
	body('logout.instance', null),
	body('messages.delete', { remoteJid: PERSON, fromMe: false, id: 'M1', status: 'DELETED' }),
	body('messages.edited', {
		key,
		type: 14,
		editedMessage: { conversation: 'new' },
		timestampMs: 1795158287145,
	}),
	body('messages.set', [
		{
			key: { remoteJid: PERSON, fromMe: false, id: 'H1' },
			message: { conversation: 'old' },
			messageTimestamp: 1795071889,
		},
		{
			key: { remoteJid: PERSON, fromMe: true, id: 'H2' },
			message: { conversation: 'mine' },
			messageTimestamp: 1795071890,
		},
	]),
	body('messages.update', {
		keyId: 'M1',
		remoteJid: PERSON,
		fromMe: true,
		status: 'READ',
		pollUpdates,
	}),
	body('messaging-history.set', { messageCount: 5, chatCount: 2, contactCount: 3 }),
	body('presence.update', {
		id: PERSON,
		presences: { [PERSON]: { lastKnownPresence: 'composing' } },
	}),
	body('qrcode.updated', {
		qrcode: {
			instance: 'shop',
			pairingCode: 'WZYEH1YY',
			code: '2@abc',
			base64: 'data:image/png;base64,iVBORw0KGgo=',
		},
	}),
	body('remove.instance', null),
	body('send.message', {
		key: { ...key, id: 'S1' },
		pushName: 'Você',
		message: { conversation: 'out' },
		messageTimestamp: 1795158287,
	}),
	body('send.message.update', {
		key,
		editedMessage: { extendedTextMessage: { text: 'out2' } },
		timestampMs: 1795158288142,
		type: 14,
	}),
	body('status.instance', {
		instance: 'shop',
		status: 'closed',
		disconnectionAt: '2026-11-20T07:04:53.570Z',
		disconnectionReasonCode: 401,
	}),
	body('typebot.change-status', {
		remoteJid: PERSON,
		status: 'opened',
		session: {
			sessionId: 's1',
			pushName: 'Ann',
			parameters: { [KEY_NAME]: 'evo-global-key-0001' },
		},
	}),
	body('typebot.start', {
		remoteJid: PERSON,
		url: 'http://typebot/api',
		typebot: 'tb1',
		sessionId: 's1',
		variables: [
			{ name: 'a', value: 'b' },
			{ name: 'apiKey', value: 'hidden' },
		],
	}),
];

const hidden = EVENT_DELIVERIES.map(
	(event) => JSON.parse(JSON.stringify(event).replaceAll(PERSON, '7@lid')) as Body,
);

const fromAd = messageBody(
	{ conversation: 'Is it in stock?' },
	{
		contextInfo: {
			conversionSource: 'FB_Ads',
			entryPointConversionSource: 'ctwa_ad',
			entryPointConversionApp: 'instagram',
			externalAdReply: {
				title: 'Shirts',
				body: 'All colors',
				sourceId: '1202',
				sourceType: 'ad',
				sourceUrl: 'https://fb.me/x',
				sourceApp: 'instagram',
				ctwaClid: 'ARA',
				mediaType: 2,
				mediaUrl: 'https://www.facebook.com/x',
				thumbnailUrl: 'https://scontent.example/x.jpg',
				greetingMessageBody: 'Hello!',
				automatedGreetingMessageShown: true,
			},
		},
	},
);

const toStatus = messageBody(
	{ conversation: 'and this?' },
	{
		contextInfo: {
			stanzaId: 'S1',
			participant: PERSON,
			remoteJid: 'status@broadcast',
			quotedMessage: { documentMessage: { fileName: 'prices.pdf' } },
		},
	},
);

/** A picture in better quality. A phone sends this picture after the message `M1`, which contains it in normal quality. */
const copy = messageBody({
	imageMessage: { mimetype: 'image/jpeg' },
	messageContextInfo: {
		messageAssociation: { associationType: 10, parentMessageKey: { id: 'M1' } },
	},
});

export const ALL_DELIVERIES: readonly Body[] = [
	...messageDeliveries,
	fromAd,
	toStatus,
	copy,
	storedFile,
	ofMixedUpChat,
	messageBody(
		{ conversation: 'hi' },
		{ key: { remoteJid: '7@lid', remoteJidUsername: 'ana', fromMe: false, id: 'M3' } },
	),
	...EVENT_DELIVERIES,
	...hidden,
	body('messages.update', { keyId: 'M4', remoteJid: PERSON, fromMe: true, status: 'ERROR' }),
	body('messages.update', {
		keyId: 'M2',
		remoteJid: GROUP,
		fromMe: true,
		participant: PERSON,
		status: 'READ',
	}),
];
