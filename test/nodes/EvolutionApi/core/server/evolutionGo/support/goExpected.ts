// What a workflow gets of each event that is known of Evolution Go.

const ANA = {
	chat: '5511988887777@s.whatsapp.net',
	phoneNumber: '5511988887777',
	chatType: 'private',
	isGroup: false,
	lid: '12345678901234@lid',
};
const TEAM = {
	chat: '120363020202020202@g.us',
	phoneNumber: null,
	chatType: 'group',
	isGroup: true,
};

const byAna = {
	event: 'messages.upsert',
	instance: 'sales',
	messageId: '3A1122334455667788AA',
	fromMe: false,
	senderName: 'Ana',
	senderJid: '5511988887777@s.whatsapp.net',
	senderPhone: '5511988887777',
	senderLid: '12345678901234@lid',
	timestamp: '2026-03-30T17:05:09.000Z',
};
const fromAna = { ...byAna, ...ANA };

const inTeam = {
	...byAna,
	...TEAM,
	participant: '5511988887777@s.whatsapp.net',
};

const edited = { ...fromAna, event: 'messages.edited', kind: 'edited', messageType: null };
const sent = {
	event: 'send.message',
	fromMe: true,
	status: 'SERVER_ACK',
	senderName: null,
	senderPhone: '5511900000001',
	messageId: '3EB0C0FFEE00C0FFEE01',
	quoted: null,
};
const tick = {
	event: 'messages.update',
	messageId: '3EB0C0FFEE00C0FFEE01',
	chat: ANA.chat,
	timestamp: '2026-03-30T17:05:09.000Z',
	pollResults: [],
};
const call = {
	event: 'call',
	callId: '0F0E0D0C0B0A',
	senderPhone: '5511988887777',
	senderLid: '12345678901234@lid',
	timestamp: '2026-03-30T17:05:09.000Z',
	isVideo: false,
	isGroupCall: false,
};
const closed = { event: 'connection.update', state: 'close', jid: null };
const noCode = { event: 'qrcode.updated', pairingCode: null, statusCode: null };
const target = { targetMessageId: '3EB0C0FFEE00C0FFEE01' };
const answer = { id: '3EB0C0FFEE00C0FFEE01' };

/** By the name of the fact. */
export const GO_EXPECTED: Readonly<Record<string, object>> = {
	archive: { event: 'chats.update', chat: ANA.chat, name: null, unreadCount: null },
	callaccept: { ...call, ...ANA, status: 'accept' },
	calloffer: { ...call, ...ANA, status: 'offer' },
	calloffernotice: {
		...call,
		...TEAM,
		status: 'offer',
		isGroupCall: true,
	},
	callrelaylatency: { ...call, ...ANA, status: 'ringing' },
	callterminate: { ...call, ...ANA, status: 'timeout' },
	chatpresence: {
		event: 'presence.update',
		chat: ANA.chat,
		senderPhone: '5511988887777',
		presence: 'composing',
		timestamp: expect.stringMatching(/Z$/),
	},
	connected: {
		event: 'connection.update',
		state: 'open',
		statusCode: 200,
		reason: null,
		jid: '5511900000001@s.whatsapp.net',
		phoneNumber: '5511900000001',
		profileName: 'Acme',
	},
	connectfailure: { ...closed, statusCode: 403, reason: expect.stringMatching(/logged out/) },
	contact: { ...ANA, event: 'contacts.upsert', name: 'Ana Lima', profilePictureUrl: null },
	disconnected: { ...closed, statusCode: null, reason: expect.stringMatching(/by itself/) },
	groupinfo: {
		event: 'group-participants.update',
		chat: '120363020202020202@g.us',
		action: 'add',
		author: '5511988887777@s.whatsapp.net',
		authorPhone: '5511988887777',
		participants: [
			{ jid: '22345678901234@lid', phoneNumber: null, lid: '22345678901234@lid', name: null },
		],
	},
	historysync: {
		event: 'messages.set',
		text: 'old',
		messageId: '3A00',
		chat: ANA.chat,
		senderName: 'Ana',
		timestamp: '2026-03-20T09:46:40.000Z',
	},
	joinedgroup: {
		event: 'groups.upsert',
		chat: '120363020202020202@g.us',
		name: 'Team',
		description: null,
		owner: '5511988887777@s.whatsapp.net',
		changedBy: '5511988887777@s.whatsapp.net',
		createdAt: '2026-03-30T17:05:09.000Z',
		onlyAdminsWrite: false,
		onlyAdminsEdit: false,
		participants: [],
	},
	labelassociationchat: {
		event: 'labels.association',
		chat: ANA.chat,
		labelId: '5',
		action: 'add',
	},
	labeledit: { event: 'labels.edit', labelId: '5', name: 'VIP', color: 3, isDeleted: false },
	loggedout: { ...closed, statusCode: 401, reason: expect.stringMatching(/on the phone/) },
	'loggedout.local': { event: 'logout.instance', instanceId: '6a0f7d2e' },
	'message.album-child': { ...fromAna, kind: 'image', text: 'Look', media: { hasBase64: true } },
	'message.audio-ptt': { ...fromAna, kind: 'voice', media: { seconds: 4, isVoice: true } },
	'message.buttons-response': {
		...fromAna,
		kind: 'buttonAnswer',
		text: 'Yes',
		buttonId: 'yes',
		quoted: { ...answer, kind: 'text', sender: '5511900000001@s.whatsapp.net' },
	},
	'message.contact': {
		...fromAna,
		kind: 'contact',
		contacts: [{ name: 'Ana Lima', phoneNumbers: ['5511977776666'] }],
	},
	'message.document': { ...fromAna, kind: 'document', media: { fileName: 'offer.pdf' } },
	'message.document-caption': { ...fromAna, kind: 'document', text: 'Our offer' },
	'message.document-caption-unwrapped': { ...fromAna, kind: 'document', text: 'Our offer' },
	'message.edited': { ...edited, text: 'Hello!', targetMessageId: fromAna.messageId },
	'message.edited-encrypted': { ...edited, text: null, targetMessageId: fromAna.messageId },
	'message.edited-newest': { ...edited, text: 'Hello!', targetMessageId: fromAna.messageId },
	'message.ephemeral': { ...fromAna, kind: 'text', text: 'Hi' },
	'message.ephemeral-setting': { ...fromAna, kind: 'system', text: null },
	'message.extended-text': { ...fromAna, kind: 'text', text: 'See https://example.org' },
	'message.group-invite': {
		...fromAna,
		kind: 'groupInvite',
		text: 'Join',
		groupInvite: { group: '120363020202020202@g.us', name: 'Team', code: 'AbCd' },
	},
	'message.group-text-lid': { ...inTeam, kind: 'text', text: 'Hi all' },
	'message.image': {
		...fromAna,
		kind: 'image',
		text: 'Look',
		media: { mimeType: 'image/jpeg', size: 48213, width: 960, hasBase64: true },
	},
	'message.image-minio': {
		...fromAna,
		kind: 'image',
		media: { url: expect.stringMatching(/^https:\/\/minio/), hasBase64: false },
	},
	'message.image-no-file': { ...fromAna, kind: 'image', media: { hasBase64: false } },
	'message.list-response': {
		...fromAna,
		kind: 'listAnswer',
		text: 'One',
		rowId: 'r1',
		quoted: answer,
	},
	'message.location': {
		...fromAna,
		kind: 'location',
		location: { latitude: -23.55, longitude: -46.63, name: 'Office', address: 'Main St 1' },
	},
	'message.mention-group': { ...inTeam, kind: 'text', mentions: ['12345678901234@lid'] },
	'message.native-flow-response': {
		...fromAna,
		kind: 'interactiveAnswer',
		text: 'Yes',
		buttonId: 'yes',
		answer: { name: 'quick_reply', parameters: { id: 'yes' } },
		quoted: answer,
	},
	'message.newsletter': {
		event: 'messages.upsert',
		chat: '120363000000000099@newsletter',
		chatType: 'channel',
		text: 'News!',
	},
	'message.own-from-phone': {
		event: 'messages.upsert',
		...ANA,
		fromMe: true,
		text: 'I am on it',
		senderName: null,
		senderPhone: '5511900000001',
	},
	'message.poll-creation': {
		...fromAna,
		kind: 'poll',
		text: 'Lunch?',
		poll: { options: ['Yes', 'No'], selectableCount: 1 },
	},
	'message.poll-vote': {
		...inTeam,
		kind: 'pollVote',
		text: null,
		selectedOptions: null,
		...target,
	},
	'message.quote': {
		...fromAna,
		text: 'Large',
		quoted: {
			id: '3EB0AAAA1111',
			text: 'Which size?',
			kind: 'text',
			sender: '5511900000001@s.whatsapp.net',
		},
	},
	'message.reaction': {
		...fromAna,
		kind: 'reaction',
		text: '👍',
		reaction: { emoji: '👍', isRemoved: false },
		...target,
	},
	'message.reaction-removed': {
		...fromAna,
		kind: 'reaction',
		reaction: { emoji: null, isRemoved: true },
		...target,
	},
	'message.referral': {
		...fromAna,
		text: 'Hi',
		adReferral: { sourceId: '1200', sourceType: 'ad', clickId: 'abc' },
	},
	'message.revoked': {
		...fromAna,
		event: 'messages.delete',
		kind: 'deleted',
		status: 'DELETED',
		text: null,
		targetMessageId: fromAna.messageId,
	},
	'message.status': {
		event: 'messages.upsert',
		chat: 'status@broadcast',
		chatType: 'status',
		participant: '5511988887777@s.whatsapp.net',
		senderPhone: '5511988887777',
	},
	'message.sticker': { ...fromAna, kind: 'sticker', media: { mimeType: 'image/png' } },
	'message.template-button-reply': {
		...fromAna,
		kind: 'templateAnswer',
		text: 'Yes',
		buttonId: 'yes',
		quoted: answer,
	},
	'message.text': { ...fromAna, kind: 'text', text: 'Hello', quoted: null, mentions: [] },
	'message.video': { ...fromAna, kind: 'video', text: 'Clip', media: { seconds: 9, height: 720 } },
	'message.video-note': { ...fromAna, kind: 'videoNote', media: { hasBase64: false } },
	'message.view-once': { ...fromAna, kind: 'image', isViewOnce: true },
	'message.view-once-unavailable': { ...fromAna, kind: 'viewOnce', isViewOnce: true, text: null },
	newsletterjoin: {
		event: 'chats.upsert',
		chat: '120363000000000099@newsletter',
		chatType: 'channel',
		name: 'News',
	},
	newsletterleave: { event: 'chats.delete', chat: '120363000000000099@newsletter', name: null },
	pairsuccess: {
		event: 'connection.update',
		state: 'open',
		phoneNumber: '5511900000001',
		profileName: null,
	},
	picture: { event: 'contacts.update', chat: ANA.chat, name: null },
	presence: { event: 'presence.update', chat: ANA.chat, presence: 'available', lastSeenAt: null },
	pushname: { event: 'contacts.update', chat: ANA.chat, name: 'Ana L.' },
	qrcode: { ...noCode, qrCode: '2@…', message: null },
	qrtimeout: { ...noCode, qrCode: null, message: 'Maximum QR code count (5) reached' },
	'receipt.delivered': {
		...tick,
		status: 'DELIVERY_ACK',
		statusText: 'delivered',
		fromMe: true,
	},
	'receipt.read': { ...tick, status: 'READ', statusText: 'read', fromMe: true },
	'receipt.readself': { ...tick, status: 'READ', statusText: 'read', fromMe: false },
	'sendmessage.image': { ...sent, kind: 'image', text: 'A', media: { hasBase64: true } },
	'sendmessage.text': { ...sent, kind: 'text', text: 'Hello', chat: ANA.chat },
	sendstatus: { ...sent, chat: 'status@broadcast', chatType: 'status', text: 'Hello all' },
	userabout: { event: 'contacts.update', chat: ANA.chat, name: null, about: 'Busy' },
	temporaryban: { ...closed, statusCode: 402, reason: expect.stringMatching(/temporarily banned/) },
};

/** What we have no name for: it comes as the server sent it, to a workflow that asks for it by this name. */
export const GO_UNNAMED: Readonly<Record<string, string>> = {
	buttonclick: 'button.click',
	labelassociationmessage: 'label.association.message',
	offlinesynccompleted: 'offline.sync.completed',
	passkeyrequest: 'passkey.request',
	qrsuccess: 'qr.success',
};
