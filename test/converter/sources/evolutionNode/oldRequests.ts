import type { IDataObject } from 'n8n-workflow';

/** A node of `n8n-nodes-evolution-api` 1.0.4 as n8n saves it, and the request that it sends. */
export interface OldRequest {
	readonly saved: IDataObject;
	readonly sends: {
		readonly method: string;
		readonly path: string;
		readonly query?: Record<string, string>;
		readonly body?: IDataObject;
	};
	/** Keys of our node's body that intentionally differ from the old body; null if ours doesn't send the key. */
	readonly differs?: { readonly why: string; readonly body: IDataObject };
}

interface Details {
	/** Saved parameters, apart from resource, operation and instance. */
	readonly saved?: IDataObject;
	readonly query?: Record<string, string>;
	/** The body. By default, a POST or PUT request contains the saved parameters unchanged, and other requests have no body. */
	readonly sent?: IDataObject | null;
	readonly differs?: OldRequest['differs'];
}

const OF_SERVER = ['/instance/create', '/instance/fetchInstances'];

/**
 * Returns a function that creates a request from an operation and a route without the instance, e.g. `POST /settings/set`.
 * An empty `resource` or `operation` means the default, which n8n doesn't save.
 */
const of =
	(resource: string) =>
	(operation: string, asks: string, details: Details = {}): OldRequest => {
		const { saved, query, differs, sent = /^P/.test(asks) ? saved : null } = details;
		const [method, path] = asks.split(' ');
		return {
			saved: {
				instanceName: 'demo',
				...(resource && { resource }),
				...(operation && { operation }),
				...saved,
			},
			sends: {
				method,
				path: OF_SERVER.includes(path) ? path : `${path}/demo`,
				...(query && { query }),
				...(sent && { body: sent }),
			},
			...(differs && { differs }),
		};
	};

const PERSON = '5511988887777';
const PERSON_JID = '5511988887777@s.whatsapp.net';
const TWO = '5511988887777,5511977776666';
const SENT_TWO = [PERSON, '5511977776666'];
const IMAGE = 'https://example.com/a.jpg';
const SOUND = 'https://example.com/a.mp3';

const SETTINGS = {
	alwaysOnline: true,
	groupsIgnore: true,
	msgCall: 'No calls',
	readMessages: true,
	readStatus: true,
	rejectCall: true,
	syncFullHistory: true,
};

const PROXY = {
	proxyHost: 'proxy.example.com',
	proxyPort: '3128',
	proxyUsername: 'u',
	proxyPassword: 'p',
};

const EVENTS = ['CALL', 'CHATS_DELETE'];
const HOOK = 'https://example.com/hook';
const WEBHOOK = {
	webhookUrl: HOOK,
	webhookByEvents: true,
	webhookBase64: true,
	webhookEvents: EVENTS,
};
const SENT_WEBHOOK = { url: HOOK, byEvents: true, base64: true, events: EVENTS };

const CHATWOOT = {
	chatwootAccountId: '1',
	chatwootToken: 't',
	chatwootUrl: 'https://cw.example.com',
	chatwootSignMsg: true,
};
const MORE_CHATWOOT = {
	chatwootReopenConversation: true,
	chatwootConversationPending: true,
	chatwootImportContacts: true,
	chatwootNameInbox: 'Inbox',
	chatwootMergeBrazilContacts: true,
	chatwootImportMessages: true,
	chatwootDaysLimitImportMessages: 7,
	chatwootOrganization: 'Org',
};

const instance = of('');

const INSTANCES = [
	instance('', 'POST /instance/create', {
		saved: {
			token: 'tok',
			number: PERSON,
			options_Create_instance: {
				chatwoot: { chatwootSettings: { ...CHATWOOT, ...MORE_CHATWOOT } },
				instanceSettings: { settings: SETTINGS },
				proxy: { proxySettings: PROXY },
				rabbitmq: { rabbitmqSettings: { rabbitmqEnabled: true, rabbitmqEvents: EVENTS } },
				webhook: { webhookSettings: WEBHOOK },
			},
		},
		sent: {
			...SETTINGS,
			instanceName: 'demo',
			integration: 'WHATSAPP-BAILEYS',
			token: 'tok',
			number: PERSON,
			...PROXY,
			proxyProtocol: 'http',
			webhook: SENT_WEBHOOK,
			rabbitmq: { enabled: true, events: EVENTS },
			...CHATWOOT,
		},
		differs: {
			why: 'It comes with the QR code, the names for the webhook are those of version 2, and all settings of Chatwoot are sent.',
			body: { qrcode: true, webhook: { enabled: true, ...SENT_WEBHOOK }, ...MORE_CHATWOOT },
		},
	}),
	instance('instance-connect', 'GET /instance/connect'),
	instance('restart-instance', 'POST /instance/restart'),
	instance('logout-instance', 'DELETE /instance/logout'),
	instance('set-presence', 'POST /instance/setPresence', { sent: { presence: 'available' } }),
	instance('delete-instance', 'DELETE /instance/delete'),
	instance('fetch-instances', 'GET /instance/fetchInstances', { query: { instanceName: 'demo' } }),
	instance('instance-settings', 'POST /settings/set', {
		saved: SETTINGS,
		differs: { why: 'What the old node did not know stays as it is.', body: { wavoipToken: '' } },
	}),
	instance('set-proxy', 'POST /proxy/set', {
		saved: PROXY,
		sent: {
			enabled: true,
			host: 'proxy.example.com',
			port: '3128',
			protocol: 'http',
			username: 'u',
			password: 'p',
		},
	}),
	instance('set-proxy', 'GET /proxy/find', { saved: { resourceForProxy: 'findProxy' } }),
];

const OPTIONS = {
	delay: 1500,
	mentions: { mentionsSettings: { mentioned: '5511977776666, 5511966665555' } },
	quoted: { messageQuoted: { messageId: 'A1' } },
};
const SENT_OPTIONS = {
	delay: 1500,
	mentioned: ['5511977776666@s.whatsapp.net', '5511966665555@s.whatsapp.net'],
	quoted: { key: { id: 'A1' } },
};

const UNSEEN = {
	why: 'Nobody sees the name, and the server takes the type from what is behind the address.',
	body: { mimetype: null, fileName: null },
};

const message = of('messages-api');

const toPerson = (operation: string, route: string, { saved, sent = saved, ...more }: Details) =>
	message(operation, `POST /message/${route}`, {
		saved: { remoteJid: PERSON, ...saved },
		sent: { number: PERSON, ...sent },
		...more,
	});

const fileToPerson = (
	mediatype: string,
	mimetype: string,
	fileName: string,
	more: Details = {},
) => {
	const media = `https://example.com/${fileName}`;
	return toPerson(`send-${mediatype}`, 'sendMedia', {
		...more,
		saved: { media, caption: 'Look', ...more.saved, options_message: OPTIONS },
		sent: { media, caption: 'Look', mediatype, mimetype, fileName, ...SENT_OPTIONS },
	});
};

const COLOURS = { backgroundColor: '#000000', font: 1 };

const statusFile = (type: string, saved: IDataObject) =>
	message('send-stories', 'POST /message/sendStatus', {
		saved: { type, ...saved, statusJidList: PERSON },
		sent: { type, ...saved, ...COLOURS, allContacts: false, statusJidList: [PERSON_JID] },
		differs: {
			why: 'Colour and font are for texts, and named people are not all contacts.',
			body: { backgroundColor: null, font: null, allContacts: null },
		},
	});

const CONTACT = {
	fullName: 'Ana',
	wuid: PERSON,
	phoneNumber: PERSON,
	organization: 'Shop',
	email: 'a@example.com',
	url: 'https://example.com',
};
const MENU = { title: 'Menu', description: 'Choose' };
const ROW = { ...MENU, rowId: 'p' };
const PIX = { name: 'Shop', key: 'shop@example.com' };

const MESSAGES = [
	toPerson('', 'sendText', {
		saved: { messageText: 'Hi', options_message: { ...OPTIONS, linkPreview: false } },
		sent: { text: 'Hi', ...SENT_OPTIONS, linkPreview: false },
	}),
	fileToPerson('image', 'image/jpeg', 'image.jpg', { differs: UNSEEN }),
	fileToPerson('video', 'video/mp4', 'video.mp4', { differs: UNSEEN }),
	toPerson('send-audio', 'sendWhatsAppAudio', {
		saved: { media: SOUND, options_message: { delay: 1500 } },
		sent: { audio: SOUND, mimetype: 'audio/mp3', fileName: 'audio.mp3', delay: 1500 },
		differs: { why: 'The server looks at neither.', body: { mimetype: null, fileName: null } },
	}),
	fileToPerson('document', 'application/pdf', 'a.pdf', { saved: { fileName: 'a.pdf' } }),
	toPerson('send-poll', 'sendPoll', {
		saved: {
			caption: 'Look',
			options_display: { metadataValues: [{ optionValue: 'Now' }, { optionValue: 'Later' }] },
		},
		sent: { name: 'Look', selectableCount: 1, values: ['Now', 'Later'] },
	}),
	toPerson('send-contact', 'sendContact', {
		saved: { contacts: { contactValues: [CONTACT] } },
		sent: { contact: [CONTACT] },
	}),
	toPerson('send-list', 'sendList', {
		saved: {
			...MENU,
			options_message: OPTIONS,
			buttonText: 'Open',
			footerText: 'Shop',
			sections: { sectionValues: [{ title: 'Menu', rows: { rowValues: [ROW] } }] },
		},
		sent: {
			...MENU,
			...SENT_OPTIONS,
			buttonText: 'Open',
			footerText: '',
			sections: [{ title: 'Menu', rows: [ROW] }],
		},
		differs: {
			why: 'The old node left out the footer that was filled in.',
			body: { footerText: 'Shop' },
		},
	}),
	toPerson('send-buttons', 'sendButtons', {
		saved: {
			...MENU,
			footer: 'Foot',
			buttons: { buttonValues: [{ displayText: 'Yes', id: 'y' }] },
		},
		sent: { ...MENU, footer: 'Foot', buttons: [{ type: 'reply', displayText: 'Yes', id: 'y' }] },
	}),
	message('send-stories', 'POST /message/sendStatus', {
		saved: { content: 'Hello', caption: 'Look', allContacts: true },
		sent: { type: 'text', content: 'Hello', ...COLOURS, allContacts: true },
	}),
	statusFile('image', { content: IMAGE, caption: 'Look' }),
	statusFile('video', { content: 'https://example.com/a.mp4', caption: 'Look' }),
	statusFile('audio', { content: 'https://example.com/a.mp3' }),
	toPerson('send-pix', 'sendButtons', {
		saved: PIX,
		sent: { buttons: [{ type: 'pix', currency: 'BRL', keyType: 'email', ...PIX }] },
	}),
	message('send-reaction', 'POST /message/sendReaction', {
		saved: { remoteJid: PERSON, messageId: 'A1', fromMe: false },
		sent: { key: { remoteJid: PERSON, fromMe: false, id: 'A1' }, reaction: '👍' },
	}),
];

const event = of('events-api');

const EVENT_TARGETS = [
	event('', 'POST /webhook/set', {
		saved: { enabled: false, ...WEBHOOK },
		sent: {
			webhook: {
				enabled: false,
				url: HOOK,
				webhookByEvents: true,
				webhookBase64: true,
				events: EVENTS,
			},
		},
		differs: {
			why: 'Version 2 has other names for these two, and ignores the old ones.',
			body: { webhook: { enabled: false, ...SENT_WEBHOOK } },
		},
	}),
	event('', 'GET /webhook/find', { saved: { resourceForWebhook: 'findWebhook' } }),
	event('rabbitmq', 'POST /rabbitmq/set', {
		saved: { enabled: false, rabbitMQEvents: EVENTS },
		sent: { rabbitmq: { enabled: false, events: EVENTS } },
	}),
	event('rabbitmq', 'GET /rabbitmq/find', { saved: { resourceForRabbitMQ: 'findRabbitMQ' } }),
];

const integration = of('integrations-api');

const CHATWOOTS = [
	integration('', 'POST /chatwoot/set', {
		saved: { enabled: false, ...CHATWOOT, ...MORE_CHATWOOT, chatwootAutoCreate: false },
		sent: {
			enabled: true,
			accountId: '1',
			token: 't',
			url: 'https://cw.example.com',
			signMsg: true,
			reopenConversation: true,
			conversationPending: true,
			nameInbox: 'Inbox',
			mergeBrazilContacts: true,
			importContacts: true,
			importMessages: true,
			daysLimitImportMessages: 7,
			signDelimiter: '\n',
			autoCreate: false,
			organization: 'Org',
			logo: 'https://github.com/user-attachments/assets/4d1e9cd6-377a-4383-820a-9a97e6cfbb63',
			ignoreJids: [''],
		},
		differs: {
			why: 'The old node always switched it on, ignored a chat without a name, and sent a logo of its own.',
			body: { enabled: false, ignoreJids: [], logo: '' },
		},
	}),
	integration('', 'GET /chatwoot/find', { saved: { resourceForChatwoot: 'findChatwoot' } }),
];

/** Returns a function that creates the requests of a chatbot, e.g. Dify. */
const botOf =
	(operation: string, name: string, id: string, route: string, field = `resourceFor${name}`) =>
	(does: string, asks: string, details: Details = {}): OldRequest => {
		const [method, path] = asks.split(' ');
		const isNew = does === 'create' || does === 'start';
		const chosen = does === 'create' ? {} : { [field]: does + name };
		return integration(operation, `${method} /${route}/${path}`, {
			...details,
			saved: { ...chosen, ...(isNew ? {} : { [id]: 'b1' }), ...details.saved },
		});
	};

const typebot = botOf('typebot', 'Typebot', 'typebotId', 'typebot');
const evolutionBot = botOf('evolution-bot', 'EvolutionBot', 'evolutionBotId', 'evolutionBot');
const dify = botOf('difyBot', 'Dify', 'difyBotId', 'dify', 'resourceForDifyBot');

const OPENED = {
	saved: { remoteJid: PERSON },
	sent: { remoteJid: PERSON, status: 'opened' },
};

const BOT = {
	triggerValue: 'start',
	expire: 20,
	keywordFinish: '#end',
	delayMessage: 7,
	unknownMessage: '?',
	listeningFromMe: true,
	stopBotFromMe: true,
	keepOpen: true,
	debounceTime: 7,
};
const BY_KEYWORD = { triggerType: 'keyword', triggerOperator: 'contains' };

const TYPEBOT = { url: 'https://example.com', typebot: 'bot' };
const NEW_TYPEBOT = {
	saved: { ...TYPEBOT, ...BOT },
	sent: { enabled: true, ...TYPEBOT, ...BOT, ...BY_KEYWORD },
};
const EVOLUTION_BOT = {
	saved: { apiUrl: 'https://bot.example.com', apiKeyBot: 'k', ...BOT, triggerOperator: 'contains' },
	sent: {
		enabled: true,
		apiUrl: 'https://bot.example.com',
		apiKey: 'k',
		...BOT,
		...BY_KEYWORD,
		ignoreJids: [],
	},
};

const CHATBOTS = [
	typebot('create', 'POST create', NEW_TYPEBOT),
	typebot('find', 'GET fetch/b1'),
	typebot('update', 'PUT update/b1', {
		...NEW_TYPEBOT,
		differs: { why: 'What is not chosen stays as it is.', body: { enabled: null } },
	}),
	typebot('delete', 'DELETE delete/b1'),
	typebot('start', 'POST start', {
		saved: {
			...TYPEBOT,
			remoteJid: PERSON,
			startSession: true,
			variables: { variable: [{ name: 'Shop', value: 'v' }] },
		},
		sent: { ...TYPEBOT, remoteJid: PERSON, startSession: true },
		differs: {
			why: 'The old node did not find the variables that were filled in.',
			body: { variables: [{ name: 'Shop', value: 'v' }] },
		},
	}),
	typebot('fetchSessions', 'GET fetchSessions/b1'),
	typebot('changeStatus', 'POST changeStatus', OPENED),
	evolutionBot('create', 'POST create', {
		...EVOLUTION_BOT,
		differs: { why: 'An empty list changes nothing.', body: { ignoreJids: null } },
	}),
	evolutionBot('find', 'GET fetch/b1'),
	evolutionBot('update', 'PUT update/b1', {
		...EVOLUTION_BOT,
		differs: {
			why: 'What is not chosen stays as it is.',
			body: { enabled: null, ignoreJids: null },
		},
	}),
	evolutionBot('delete', 'DELETE delete/b1'),
	evolutionBot('fetchSessions', 'GET fetchSessions/b1'),
	evolutionBot('changeStatus', 'POST changeStatus', OPENED),
	dify('find', 'GET fetch/b1'),
	dify('delete', 'DELETE delete/b1'),
	dify('fetchSessions', 'GET fetchSessions/b1'),
];

const GROUP = { groupJid: '120363020202020202@g.us' };
const INVITE = { inviteCode: 'AbCdEfGhIjKlMnOpQrStUv' };

const groups = of('groups-api');

const inGroup = (operation: string, asks: string, saved?: IDataObject, sent?: IDataObject) =>
	groups(operation, asks, {
		saved: { ...GROUP, ...saved },
		query: GROUP,
		sent: sent ?? saved ?? null,
	});

const GROUPS = [
	groups('', 'POST /group/create', {
		saved: { subject: 'Team', description: 'Choose', participants: TWO },
		sent: { subject: 'Team', description: 'Choose', participants: SENT_TWO },
	}),
	inGroup('update-group-picture', 'POST /group/updateGroupPicture', { image: IMAGE }),
	inGroup('update-group-name', 'POST /group/updateGroupSubject', { subject: 'Team' }),
	inGroup('update-group-description', 'POST /group/updateGroupDescription', {
		description: 'Choose',
	}),
	inGroup('fetch-invite-code', 'GET /group/inviteCode'),
	inGroup('revoke-invite-code', 'POST /group/revokeInviteCode'),
	groups('send-invite-link', 'POST /group/sendInvite', {
		saved: { ...GROUP, description: 'Choose', numbers: TWO },
		sent: { ...GROUP, description: 'Choose', numbers: SENT_TWO },
	}),
	groups('fetch-groups', 'GET /group/inviteInfo', { saved: INVITE, query: INVITE }),
	groups('fetch-groups', 'GET /group/findGroupInfos', {
		saved: { searchMethod: 'groupJid', ...GROUP },
		query: GROUP,
	}),
	groups('fetch-groups', 'GET /group/fetchAllGroups', {
		saved: { searchMethod: 'fetchAll', getParticipants: true },
		query: { getParticipants: 'true' },
	}),
	inGroup('find-participants', 'GET /group/participants'),
	inGroup(
		'update-participants',
		'POST /group/updateParticipant',
		{ participants: TWO },
		{ action: 'add', participants: SENT_TWO },
	),
	inGroup('update-settings', 'POST /group/updateSetting', { action: 'announcement' }),
	inGroup('toggle-ephemeral', 'POST /group/toggleEphemeral', {}, { expiration: 0 }),
	groups('join-group', 'GET /group/acceptInviteCode', { saved: INVITE, query: INVITE }),
	inGroup('leave-group', 'DELETE /group/leaveGroup'),
];

const MESSAGE = { messageId: 'A1', fromMe: true };
const KEY = { fromMe: true, id: 'A1' };
const LAST_MESSAGE = { key: { ...KEY, remoteJid: PERSON_JID } };
const FIRST_PAGE = { page: 1, offset: 10 };

const chat = of('chat-api');

const withPerson = (operation: string, asks: string, { saved, ...more }: Details) =>
	chat(operation, asks, { saved: { remoteJid: PERSON, ...saved }, ...more });

const CHATS = [
	chat('', 'POST /chat/whatsappNumbers', { saved: { numbers: TWO }, sent: { numbers: SENT_TWO } }),
	withPerson('read-messages', 'POST /chat/markMessageAsRead', {
		saved: MESSAGE,
		sent: { readMessages: [{ remoteJid: PERSON, ...KEY }] },
		differs: {
			why: 'You can only mark messages from other people as read.',
			body: { readMessages: [{ remoteJid: PERSON, ...KEY, fromMe: false }] },
		},
	}),
	chat('manage-archive', 'POST /chat/archiveChat', {
		saved: { chat: PERSON_JID, ...MESSAGE },
		sent: { chat: PERSON_JID, lastMessage: LAST_MESSAGE, archive: true },
	}),
	chat('mark-unread', 'POST /chat/markChatUnread', {
		saved: { chat: PERSON_JID, ...MESSAGE },
		sent: { chat: PERSON_JID, lastMessage: LAST_MESSAGE },
	}),
	withPerson('delete-message', 'DELETE /chat/deleteMessageForEveryone', {
		saved: MESSAGE,
		sent: { remoteJid: PERSON_JID, ...KEY },
	}),
	chat('fetch-profile-picture', 'POST /chat/fetchProfilePictureUrl', { saved: { number: PERSON } }),
	chat('get-media-base64', 'POST /chat/getBase64FromMediaMessage', {
		saved: { messageId: 'A1', convertToMp4: true },
		sent: { message: { key: { id: 'A1' } }, convertToMp4: true },
	}),
	withPerson('update-message', 'POST /chat/updateMessage', {
		saved: { messageId: 'A1', text: 'New' },
		sent: { number: PERSON, key: { remoteJid: PERSON, ...KEY }, text: 'New' },
	}),
	withPerson('send-presence', 'POST /chat/sendPresence', {
		saved: { delay: 1500 },
		sent: { number: PERSON, presence: 'composing', delay: 1500 },
	}),
	withPerson('block-contact', 'POST /chat/updateBlockStatus', {
		sent: { number: PERSON, status: 'block' },
	}),
	withPerson('block-contact', 'POST /chat/updateBlockStatus', {
		saved: { status: 'unblock' },
		sent: { number: PERSON, status: 'unblock' },
	}),
	chat('find-contacts', 'POST /chat/findContacts', {
		sent: {},
		differs: { why: 'Lists are read page by page.', body: { where: {}, page: 1, offset: 100 } },
	}),
	withPerson('find-contacts', 'POST /chat/findContacts', {
		saved: { listAll: false },
		sent: { where: { id: PERSON_JID } },
		differs: {
			why: 'The server finds a contact by its chat, not by an ID of its own. Lists are read page by page.',
			body: { where: { remoteJid: PERSON }, page: 1, offset: 100 },
		},
	}),
	withPerson('find-messages', 'POST /chat/findMessages', {
		sent: { where: { key: { remoteJid: PERSON_JID } }, ...FIRST_PAGE },
		differs: {
			why: 'Lists are read page by page, and a chat can have two addresses.',
			body: { where: { key: { remoteJid: PERSON, remoteJidAlt: PERSON } }, offset: 100 },
		},
	}),
	withPerson('find-status-messages', 'POST /chat/findStatusMessage', {
		saved: { messageId: 'A1' },
		sent: {
			where: { instanceId: 'demo', remoteJid: PERSON_JID, keyId: 'A1' },
			...FIRST_PAGE,
		},
		differs: {
			why: 'Lists are read page by page. The server finds nothing by the other two.',
			body: { where: { id: 'A1' }, offset: 100 },
		},
	}),
	withPerson('find-chats', 'POST /chat/findChats', {
		saved: { messageId: 'A1' },
		sent: { where: { remoteJid: PERSON_JID, id: 'A1' }, ...FIRST_PAGE },
		differs: {
			why: 'The server has other names for pages, and does not filter by a chat: that is done with its answer.',
			body: { where: {}, page: null, offset: null, take: 2000, skip: 0 },
		},
	}),
];

const profile = of('profile-api');

const PROFILES = [
	profile('', 'POST /chat/fetchProfile', {
		saved: { remoteJid: PERSON },
		sent: { number: PERSON_JID },
	}),
	profile('fetch-business-profile', 'POST /chat/fetchBusinessProfile', {
		saved: { remoteJid: PERSON },
		sent: { number: PERSON_JID },
	}),
	profile('update-profile-name', 'POST /chat/updateProfileName', { saved: { name: 'Shop' } }),
	profile('update-profile-status', 'POST /chat/updateProfileStatus', {
		saved: { status: 'opened' },
	}),
	profile('update-profile-picture', 'POST /chat/updateProfilePicture', {
		saved: { picture: IMAGE },
	}),
	profile('remove-profile-picture', 'DELETE /chat/removeProfilePicture'),
	profile('fetch-privacy-settings', 'GET /chat/fetchPrivacySettings'),
	profile('update-privacy-settings', 'POST /chat/updatePrivacySettings', {
		saved: { status: 'none' },
		sent: {
			readreceipts: 'all',
			profile: 'all',
			status: 'none',
			online: 'all',
			last: 'contacts',
			groupadd: 'all',
		},
	}),
];

export const oldRequests: readonly OldRequest[] = [
	...INSTANCES,
	...MESSAGES,
	...EVENT_TARGETS,
	...CHATWOOTS,
	...CHATBOTS,
	...GROUPS,
	...CHATS,
	...PROFILES,
];
