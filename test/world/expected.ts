/** The correct result for a recorded delivery. `{path}` stands for a value in the delivery's data. The data isn't in the repository. */
export interface Expected {
	/** Whether it starts a workflow. `own`: only with *Include My Own Messages*. Missing if more than the delivery decides that. */
	readonly starts?: 'yes' | 'own' | 'no';
	/** Correct `kind` of the item. */
	readonly kind?: string;
	readonly text?: string | null;
	/** Correct `chatInput`; by default, it's the text. After `QUOTE`, everything before the last empty line is quoted. */
	readonly input?: string;
	/** Path of the person's address in the data. */
	readonly person?: string;
	/** The part of `sessionId` after the instance, if it isn't the person; null if there is no `sessionId`. */
	readonly session?: string | null;
	/** Other keys that the item must have. */
	readonly item?: object;
}

// The usual results for messages in a private chat.
const TEXT: Expected = {
	starts: 'yes',
	kind: 'text',
	text: '{message.conversation}',
	person: 'key.remoteJid',
};
const PICTURE: Expected = {
	starts: 'yes',
	kind: 'image',
	text: null,
	person: 'key.remoteJid',
	input: '[picture]',
};
const WITH_CAPTION: Expected = {
	starts: 'yes',
	kind: 'image',
	text: '{message.imageMessage.caption}',
	person: 'key.remoteJid',
	input: '[picture] {text}',
};
const VOICE: Expected = {
	starts: 'yes',
	kind: 'voice',
	text: null,
	person: 'key.remoteJid',
	input: '[voice note]',
};
const STICKER: Expected = {
	starts: 'yes',
	kind: 'sticker',
	text: null,
	person: 'key.remoteJid',
	input: '[sticker]',
};

export const EXPECTED: Readonly<Record<string, Expected>> = {
	'001-conversation': TEXT,
	'002-presence-update': { starts: 'yes', person: 'id' },
	'003-contacts-upsert': { starts: 'yes', person: '0.remoteJid' },
	'004-contacts-update': { starts: 'yes', person: 'remoteJid' },
	'005-conversation-own': { ...TEXT, starts: 'own' },
	'006-conversation': TEXT,
	'008-connection-update': { starts: 'yes', item: { state: 'close', statusCode: 405 } },
	'009-sticker': STICKER,
	'010-conversation': TEXT,
	'011-image': PICTURE,
	'012-extendedText': { ...TEXT, text: '{message.extendedTextMessage.text}' },
	'014-group-participants-update': { starts: 'yes', item: { action: 'add' } },
	'015-conversation': TEXT,
	'016-conversation-group': {
		...TEXT,
		starts: 'own',
		person: undefined,
		session: '{key.remoteJid}',
	},
	'018-audio-group-reply': {
		starts: 'yes',
		kind: 'voice',
		text: null,
		person: 'key.participant',
		session: '{key.remoteJid}',
		input: 'QUOTE{contextInfo.quotedMessage.conversation}\n\n[voice note]',
	},
	'020-conversation': TEXT,
	'021-image': WITH_CAPTION,
	'024-video-own': {
		starts: 'own',
		kind: 'video',
		text: '{message.videoMessage.caption}',
		person: 'key.remoteJid',
		input: '[video] {text}',
	},
	'026-extendedText-group': {
		starts: 'yes',
		kind: 'text',
		text: '{message.extendedTextMessage.text}',
		person: 'key.participant',
		session: '{key.remoteJid}',
	},
	'027-conversation': TEXT,
	'028-audio': VOICE,
	'029-image': WITH_CAPTION,
	'030-video': {
		starts: 'yes',
		kind: 'video',
		text: '{message.videoMessage.caption}',
		person: 'key.remoteJid',
		input: '[video] {text}',
	},
	'031-audio': VOICE,
	'033-conversation-lid-own': { ...TEXT, starts: 'own' },
	'034-conversation': TEXT,
	'035-audio': VOICE,
	'036-video': {
		starts: 'yes',
		kind: 'video',
		text: null,
		person: 'key.remoteJid',
		input: '[video]',
	},
	'037-image': PICTURE,
	'038-document': {
		starts: 'yes',
		kind: 'document',
		text: null,
		person: 'key.remoteJid',
		input: '[document: {message.documentMessage.fileName}]',
	},
	'039-location': {
		starts: 'yes',
		kind: 'location',
		text: null,
		person: 'key.remoteJid',
		input:
			'[location: {message.locationMessage.degreesLatitude}, {message.locationMessage.degreesLongitude}]',
	},
	'040-contact': {
		starts: 'yes',
		kind: 'contact',
		text: null,
		person: 'key.remoteJid',
		input: '[contact: {message.contactMessage.displayName} (556180040002)]',
	},
	'041-sticker': STICKER,
	'044-conversation-lid-own': { ...TEXT, starts: 'own', person: 'key.remoteJidAlt' },
	'048-contact-lid': {
		starts: 'yes',
		kind: 'contact',
		text: null,
		person: 'key.remoteJidAlt',
		input: '[contact: {message.contactMessage.displayName} (+5511980048001)]',
	},
	'050-pollCreationV3-lid': {
		starts: 'yes',
		kind: 'poll',
		text: '{message.pollCreationMessageV3.name}',
		person: 'key.remoteJidAlt',
		input:
			'{message.pollCreationMessageV3.name}\n[poll: {message.pollCreationMessageV3.options.0.optionName} | {message.pollCreationMessageV3.options.1.optionName}]',
	},
	'051-pollUpdate-lid': {
		starts: 'no',
		kind: 'pollVote',
		text: null,
		person: 'key.remoteJidAlt',
		item: { selectedOptions: null },
		input: '[poll vote]',
	},
	'054-conversation-lid': { ...TEXT, person: 'key.remoteJidAlt' },
	'055-conversation-lid-own-reply': {
		starts: 'own',
		kind: 'text',
		text: '{message.conversation}',
		person: 'key.remoteJidAlt',
		input: '> [payment]\n\n{message.conversation}',
	},
	'056-event-lid': {
		starts: 'yes',
		kind: 'event',
		text: '{message.eventMessage.name}',
		person: 'key.remoteJidAlt',
		input:
			'{message.eventMessage.name}\n[calendar event: from 2026-01-31T03:30:00.000Z, until 2026-01-31T05:30:00.000Z, {message.eventMessage.location.name}, {message.eventMessage.description}, {message.eventMessage.joinLink}]',
	},
	'057-messages-edited': {
		starts: 'no',
		kind: 'deleted',
		text: null,
		person: 'key.remoteJid',
		input: '[deleted]',
	},
	'058-interactive-lid': {
		starts: 'yes',
		kind: 'payment',
		text: null,
		person: 'key.remoteJidAlt',
		item: { flow: { name: 'payment_info', parameters: { redacted: true } } },
		input: '[payment]',
	},
	'059-conversation-group': { ...TEXT, person: 'key.participantAlt', session: '{key.remoteJid}' },
	'061-conversation-group-own': {
		starts: 'own',
		kind: 'text',
		text: '{message.conversation}',
		session: '{key.remoteJid}',
	},
	'062-messages-edited': {
		starts: 'no',
		kind: 'system',
		text: null,
		input: '[message of the system]',
		session: null,
	},
	'063-buttons': {
		starts: 'yes',
		kind: 'buttons',
		text: '{message.buttonsMessage.contentText}',
		person: 'key.remoteJid',
		input:
			'{message.buttonsMessage.contentText}\n[buttons: {message.buttonsMessage.buttons.0.buttonText.displayText}, {message.buttonsMessage.buttons.1.buttonText.displayText}]',
	},
	'064-buttonsResponse-own-reply': {
		starts: 'own',
		kind: 'buttonAnswer',
		text: '{message.buttonsResponseMessage.selectedDisplayText}',
		person: 'key.remoteJid',
		item: { buttonId: '1' },
		input: '> {contextInfo.quotedMessage.buttonsMessage.contentText}\n\n{text}',
	},
	'065-templateButtonReply-own-reply': {
		starts: 'own',
		kind: 'templateAnswer',
		text: '{message.templateButtonReplyMessage.selectedDisplayText}',
		input:
			'QUOTE{contextInfo.quotedMessage.templateMessage.hydratedFourRowTemplate.hydratedContentText}\n\n{text}',
		person: 'key.remoteJid',
	},
	'066-empty-own': {
		starts: 'no',
		kind: 'unknown',
		text: null,
		person: 'key.remoteJid',
		item: { media: null },
		input: '[message that cannot be read]',
	},
	'067-contactsArray': {
		starts: 'yes',
		kind: 'contacts',
		text: null,
		person: 'key.remoteJid',
		input:
			'[contacts: {message.contactsArrayMessage.contacts.0.displayName} (554980067002), {message.contactsArrayMessage.contacts.1.displayName} (554980067003)]',
	},
	'068-messages-edited': {
		starts: 'yes',
		kind: 'edited',
		text: '{editedMessage.conversation}',
		person: 'key.participant',
		session: '{key.remoteJid}',
		item: { fromMe: false },
	},
	'069-edited': {
		starts: 'no',
		kind: 'edited',
		text: '{message.editedMessage.message.conversation}',
		session: null,
	},
	'072-viewOnceV2Extension': { ...VOICE, item: { isViewOnce: true } },
	'073-interactive': {
		starts: 'yes',
		kind: 'payment',
		text: null,
		person: 'key.remoteJid',
		item: {
			payment: { amount: 0, currency: 'BRL', reference: 'MAR', status: 'pending', pixKey: 'XXXX' },
		},
		input: '[payment: 0 BRL, reference MAR, status pending, to Bruno Iris, key XXXX]',
	},
	'075-conversation': { ...TEXT, item: { isForwarded: true } },
	'076-conversation-group-reply': {
		starts: 'yes',
		kind: 'text',
		text: '{message.conversation}',
		session: '{key.remoteJid}',
		input: '> {contextInfo.quotedMessage.conversation}\n\n{text}',
	},
	'077-ephemeral-group': {
		starts: 'yes',
		kind: 'text',
		text: '{message.ephemeralMessage.message.extendedTextMessage.text}',
		session: '{key.remoteJid}',
		input:
			'> {message.ephemeralMessage.message.extendedTextMessage.contextInfo.quotedMessage.conversation}\n\n{text}',
	},
	'078-conversation-group-own': {
		starts: 'own',
		kind: 'text',
		text: '{message.conversation}',
		session: '{key.remoteJid}',
	},
	'079-conversation': TEXT,
	'081-send-message-image-own': WITH_CAPTION,
	'082-send-message-audio-own': VOICE,
	'083-send-message-conversation-own': {
		kind: 'text',
		text: '{message.conversation}',
		session: null,
	},
	'084-send-message-location-own': {
		starts: 'yes',
		kind: 'location',
		text: null,
		person: 'key.remoteJid',
		input:
			'[location: {message.locationMessage.name}, {message.locationMessage.address} at {message.locationMessage.degreesLatitude}, {message.locationMessage.degreesLongitude}]',
	},
	'085-send-message-contact-own': {
		starts: 'yes',
		kind: 'contact',
		text: null,
		person: 'key.remoteJid',
		input: '[contact: {message.contactMessage.displayName} (ana@example.com)]',
	},
	'086-send-message-reaction-own': {
		starts: 'yes',
		kind: 'reaction',
		text: '{message.reactionMessage.text}',
		person: 'key.remoteJid',
		input: '[reaction: {text}]',
	},
	'087-send-message-pollCreation-own': {
		starts: 'yes',
		kind: 'poll',
		text: '{message.pollCreationMessage.name}',
		person: 'key.remoteJid',
		input:
			'{message.pollCreationMessage.name}\n[poll: {message.pollCreationMessage.options.0.optionName} | {message.pollCreationMessage.options.1.optionName} | {message.pollCreationMessage.options.2.optionName}]',
	},
	'088-send-message-list-own': {
		starts: 'yes',
		kind: 'list',
		text: '{message.listMessage.title}\n{message.listMessage.description}',
		person: 'key.remoteJid',
		input:
			'{text}\n[list: {message.listMessage.sections.0.rows.0.title} ({message.listMessage.sections.0.rows.0.description}) | {message.listMessage.sections.0.rows.1.title} ({message.listMessage.sections.0.rows.1.description}) | {message.listMessage.sections.1.rows.0.title} ({message.listMessage.sections.1.rows.0.description}) | {message.listMessage.sections.1.rows.1.title} ({message.listMessage.sections.1.rows.1.description})]',
	},
	'090-send-message-audio-own': { kind: 'voice', text: null, input: '[voice note]', session: null },
	'091-group-participants-update': { starts: 'yes' },
	'092-image': WITH_CAPTION,
	'093-presence-update': { starts: 'yes' },
	'094-groups-upsert': { starts: 'yes' },
	'095-go-text-lid': { ...TEXT, text: '{Message.conversation}', person: 'Info.SenderAlt' },
	'097-text-web': TEXT,
	'098-image-base64-viewonce-false': { ...PICTURE, item: { isViewOnce: false } },
	'100-list-answer-web': {
		starts: 'yes',
		kind: 'listAnswer',
		text: '{message.listResponseMessage.title}',
		person: 'key.remoteJid',
		item: { rowId: 'semanais' },
		input:
			'QUOTE{contextInfo.quotedMessage.listMessage.title}\n{contextInfo.quotedMessage.listMessage.description}\n\n{text}',
	},
	'102-ad-lid-automated-greeting': {
		...TEXT,
		person: 'key.remoteJidAlt',
		item: {
			adReferral: {
				type: 'ad',
				sourceApp: 'facebook',
				entryPoint: 'ctwa_ad',
				mediaType: 'video',
				greetingShown: true,
			},
		},
	},
	'104-lid-senderPn-text': { ...TEXT, person: 'key.senderPn' },
	'105-phone-senderLid-text': TEXT,
	'107-group-mention-lid-in-text': {
		...TEXT,
		person: 'key.participant',
		session: '{key.remoteJid}',
	},
	'109-reaction-key-id-only': {
		starts: 'no',
		kind: 'reaction',
		text: '{message.reactionMessage.text}',
		person: 'key.senderPn',
		input: '[reaction: {text}]',
	},
	'110-own-lid-fromMe': { ...TEXT, starts: 'own' },
	'111-groups-upsert-lid-with-jid': {
		starts: 'yes',
		item: {
			owner: '5521980111001@s.whatsapp.net',
			changedByPhone: '5521980111001',
			participants: [{ phoneNumber: '5521980111001' }, { phoneNumber: '5511980111002' }],
		},
	},
	'114-voice-lid-mode-no-type': { ...VOICE, item: { media: { isVoice: true, hasBase64: true } } },
	'115-poll-vote-bytes-and-results': {
		starts: 'no',
		kind: 'pollVote',
		text: '{message.pollUpdateMessage.vote.selectedOptions.0}',
		person: 'key.remoteJid',
	},
	'119-uae-senderLid-ios': TEXT,
	'121-kz-text-2-3-7': TEXT,
	'123-chats-upsert-lid': { starts: 'yes', person: '0.remoteJid' },
	'124-messages-update-delivery-lid': {
		starts: 'yes',
		person: 'remoteJid',
		item: { statusText: 'delivered', fromMe: true },
	},
	'125-send-message-text': TEXT,
	'126-send-message-sticker-raw': STICKER,
	'127-group-mx-senderLid-participant-phone': {
		...TEXT,
		starts: 'own',
		person: 'key.participant',
		session: '{key.remoteJid}',
	},
	'129-list-answer-sim': {
		starts: 'yes',
		kind: 'listAnswer',
		text: '{message.listResponseMessage.title}',
		person: 'key.remoteJid',
		item: { rowId: '1' },
		input:
			'QUOTE{contextInfo.quotedMessage.listMessage.title}\n{contextInfo.quotedMessage.listMessage.description}\n\n{text}',
	},
	'131-contacts-update-object': { starts: 'yes' },
	'134-labels-association-add': { starts: 'yes', person: 'chatId' },
	'135-group-participants-participantsData': { starts: 'yes' },
	'136-ad-ios-v1-owner': TEXT,
	'138-placeholder-mask-linked-devices': {
		starts: 'no',
		kind: 'system',
		text: null,
		person: 'key.remoteJid',
		input: '[message of the system]',
	},
	'139-messages-update-deleted': {
		starts: 'yes',
		person: 'remoteJid',
		item: { statusText: 'deleted' },
	},
	'141-messages-update-no-status': {
		starts: 'yes',
		person: 'remoteJid',
		item: { statusText: null, status: null },
	},
	'142-messages-edited-own-jid': {
		starts: 'yes',
		kind: 'edited',
		text: '{editedMessage.conversation}',
		session: null,
		item: { fromMe: false, chat: null, personId: null },
	},
	'144-v1-upsert-editedMessage': {
		starts: 'no',
		kind: 'edited',
		text: '{message.editedMessage.message.protocolMessage.editedMessage.conversation}',
		person: 'key.remoteJid',
	},
	'145-v1-contacts-update': { starts: 'yes', person: '0.id' },
	'147-ad-without-card': {
		...TEXT,
		item: { adReferral: { type: 'ad', sourceApp: 'instagram', entryPoint: 'ctwa_ad' } },
	},
	'149-business-text': TEXT,
	'150-business-button-reply': {
		...TEXT,
		input: '> [earlier message]\n\n{text}',
		item: { quoted: { kind: null } },
	},
	'152-business-image-caption': {
		...WITH_CAPTION,
		item: { media: { mimeType: 'image/jpeg', hasBase64: true } },
	},
	'153-business-location': {
		starts: 'yes',
		kind: 'location',
		text: null,
		person: 'key.remoteJid',
		input:
			'[location: {message.locationMessage.name}, {message.locationMessage.address} at {message.locationMessage.degreesLatitude}, {message.locationMessage.degreesLongitude}]',
	},
	'155-business-reaction': {
		starts: 'no',
		kind: 'reaction',
		text: '{message.reactionMessage.text}',
		person: 'key.remoteJid',
		input: '[reaction: {text}]',
	},
	'157-go-text': { ...TEXT, text: '{Message.conversation}', person: 'Info.Chat' },
	'159-go-group-text-nl': {
		starts: 'yes',
		kind: 'text',
		text: '{Message.conversation}',
		person: 'Info.SenderAlt',
		session: '{Info.Chat}',
	},
	'160-poll-vote-undecrypted-bytes': {
		starts: 'no',
		kind: 'pollVote',
		text: null,
		person: 'key.remoteJidAlt',
		item: { selectedOptions: null },
		input: '[poll vote]',
	},
	'161-album-header': {
		starts: 'no',
		kind: 'album',
		text: null,
		person: 'key.remoteJidAlt',
		item: { album: { images: 4, videos: 0 } },
		input: '[album: 4 pictures]',
	},
	'163-history-notice-group': {
		starts: 'no',
		kind: 'system',
		text: null,
		person: 'key.participantAlt',
		session: '{key.remoteJid}',
		input: '[message of the system]',
	},
	'164-secret-encrypted-edit-bytes': {
		starts: 'no',
		kind: 'edited',
		text: null,
		person: 'key.remoteJidAlt',
		input: '[edited]',
	},
	'165-template-title-and-body': {
		starts: 'yes',
		kind: 'template',
		text: '{message.templateMessage.hydratedTemplate.hydratedTitleText}\n{message.templateMessage.hydratedTemplate.hydratedContentText}',
		person: 'key.remoteJidAlt',
	},
	'168-list-of-a-business-rows-only': {
		starts: 'yes',
		kind: 'list',
		text: null,
		person: 'key.remoteJidAlt',
		input:
			'[list: {message.listMessage.sections.0.rows.0.title} | {message.listMessage.sections.0.rows.1.title} | {message.listMessage.sections.0.rows.2.title}]',
	},
	'171-messages-delete-by-customer': {
		starts: 'yes',
		kind: 'deleted',
		text: null,
		person: 'remoteJidAlt',
		input: '[deleted]',
	},
	'172-text-from-0800': TEXT,
	'173-text-from-uk': TEXT,
};
