import { inSeconds, type Rule } from '../rule';

const FROM = 'chat-api';
const chat = { remoteJid: 'recipient' };
const lastMessage = { messageId: 'lastMessage.messageId', fromMe: 'lastMessage.fromMe' };
const list = { offset: 'limit' };
const PAGES =
	'The node reads as many pages as Limit requires. The old field Page is left out: raise Limit, or turn on Return All.';

export const chats: readonly Rule[] = [
	{
		from: [FROM, 'check-number'],
		to: ['contact', 'checkNumbers'],
		fields: { numbers: 'numbers' },
	},
	{
		from: [FROM, 'read-messages'],
		to: ['chat', 'markAsRead'],
		fields: { ...chat, messageId: 'messageIds' },
		note: 'You can only mark messages from other people as read.',
	},
	{
		from: [FROM, 'manage-archive'],
		to: ['chat', 'archive'],
		fields: { chat: 'recipient', archive: 'archive', ...lastMessage },
	},
	{
		from: [FROM, 'mark-unread'],
		to: ['chat', 'markAsUnread'],
		fields: { chat: 'recipient', ...lastMessage },
	},
	{
		from: [FROM, 'delete-message'],
		to: ['message', 'delete'],
		fields: {
			...chat,
			messageId: 'messageId',
			fromMe: 'fromMe',
			participant: 'participant',
		},
		defaults: { fromMe: false },
	},
	{
		from: [FROM, 'fetch-profile-picture'],
		to: ['contact', 'getProfilePicture'],
		fields: { number: 'recipient' },
	},
	{
		from: [FROM, 'get-media-base64'],
		to: ['message', 'downloadMedia'],
		fields: { messageId: 'messageId', convertToMp4: 'options.convertToMp4' },
		note: 'The file comes out as binary data instead of Base64.',
	},
	{
		from: [FROM, 'update-message'],
		to: ['message', 'edit'],
		fields: { ...chat, messageId: 'messageId', text: 'newText' },
	},
	{
		from: [FROM, 'send-presence'],
		to: ['chat', 'sendPresence'],
		fields: { ...chat, presence: 'presence', delay: inSeconds('durationSeconds') },
		defaults: { delay: 1200 },
	},
	...(['block', 'unblock'] as const).map(
		(status): Rule => ({
			from: [FROM, 'block-contact'],
			when: ['status', status],
			to: ['contact', status],
			fields: chat,
		}),
	),
	{
		from: [FROM, 'find-contacts'],
		to: ['contact', 'getMany'],
		fields: { remoteJid: 'filters.number' },
		set: { returnAll: true },
	},
	{
		from: [FROM, 'find-messages'],
		to: ['message', 'getMany'],
		fields: { remoteJid: 'filters.chat', ...list },
		defaults: { offset: 10 },
		note: PAGES,
	},
	{
		from: [FROM, 'find-status-messages'],
		to: ['chat', 'getDeliveryUpdates'],
		fields: { remoteJid: 'filters.chat', messageId: 'filters.messageId', ...list },
		defaults: { offset: 10 },
		note: PAGES,
	},
	{
		from: [FROM, 'find-chats'],
		to: ['chat', 'getMany'],
		fields: { remoteJid: 'filters.chat', ...list },
		defaults: { offset: 10 },
		note: PAGES,
	},
];

const privacy = ['groupadd', 'last', 'online', 'profile', 'readreceipts', 'status'];
const PROFILE = 'profile-api';

export const profiles: readonly Rule[] = [
	{ from: [PROFILE, 'fetch-profile'], to: ['contact', 'getProfile'], fields: chat },
	{
		from: [PROFILE, 'fetch-business-profile'],
		to: ['contact', 'getBusinessProfile'],
		fields: chat,
	},
	{
		from: [PROFILE, 'update-profile-name'],
		to: ['profile', 'updateName'],
		fields: { name: 'profileName' },
	},
	{
		from: [PROFILE, 'update-profile-status'],
		to: ['profile', 'updateStatusText'],
		fields: { status: 'statusText' },
	},
	{
		from: [PROFILE, 'update-profile-picture'],
		to: ['profile', 'updatePicture'],
		fields: { picture: 'mediaUrl' },
		set: { mediaSource: 'url' },
	},
	{ from: [PROFILE, 'remove-profile-picture'], to: ['profile', 'removePicture'], fields: {} },
	{ from: [PROFILE, 'fetch-privacy-settings'], to: ['profile', 'getPrivacySettings'], fields: {} },
	{
		from: [PROFILE, 'update-privacy-settings'],
		to: ['profile', 'updatePrivacySettings'],
		fields: Object.fromEntries(privacy.map((name) => [name, `privacy.${name}`])),
		defaults: {
			groupadd: 'all',
			last: 'contacts',
			online: 'all',
			profile: 'all',
			readreceipts: 'all',
			status: 'contacts',
		},
	},
];
