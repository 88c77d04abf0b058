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
	/** What ours sends otherwise in the body, on purpose; null: it is not sent. */
	readonly differs?: { readonly why: string; readonly body: IDataObject };
}

const PERSON = '5511988887777';
const GROUP = '120363020202020202@g.us';
const KEY = { fromMe: true, id: 'A1', remoteJid: '5511988887777@s.whatsapp.net' };
const SETTINGS = {
	alwaysOnline: true,
	groupsIgnore: true,
	msgCall: 'No calls',
	readMessages: true,
	readStatus: true,
	rejectCall: true,
	syncFullHistory: true,
};

/** What may go with every message: as it is saved, and as it is sent. */
const MENTIONS = { mentionsSettings: { mentioned: '5511977776666, 5511966665555' } };
const OPTIONS = { delay: 1500, mentions: MENTIONS, quoted: { messageQuoted: { messageId: 'A1' } } };
const MENTIONED = ['5511977776666@s.whatsapp.net', '5511966665555@s.whatsapp.net'];
const SENT_OPTIONS = { delay: 1500, mentioned: MENTIONED, quoted: { key: { id: 'A1' } } };

/** @param asks method and path */
function old(
	saved: IDataObject,
	asks: string,
	body?: IDataObject,
	more: Pick<OldRequest, 'differs'> & Pick<OldRequest['sends'], 'query'> = {},
): OldRequest {
	const [method, path] = asks.split(' ');
	const { query, differs } = more;
	return {
		saved: { instanceName: 'demo', ...saved },
		sends: { method, path, ...(query && { query }), ...(body && { body }) },
		...(differs && { differs }),
	};
}

export const oldRequests: readonly OldRequest[] = [
	old(
		{
			token: 'tok',
			number: PERSON,
			options_Create_instance: {
				chatwoot: {
					chatwootSettings: {
						chatwootAccountId: '1',
						chatwootToken: 't',
						chatwootUrl: 'https://cw.example.com',
						chatwootSignMsg: true,
						chatwootReopenConversation: true,
						chatwootConversationPending: true,
						chatwootImportContacts: true,
						chatwootNameInbox: 'Inbox',
						chatwootMergeBrazilContacts: true,
						chatwootImportMessages: true,
						chatwootDaysLimitImportMessages: 7,
						chatwootOrganization: 'Org',
					},
				},
				instanceSettings: { settings: SETTINGS },
				proxy: {
					proxySettings: {
						proxyHost: 'proxy.example.com',
						proxyPort: '3128',
						proxyUsername: 'u',
						proxyPassword: 'p',
					},
				},
				rabbitmq: {
					rabbitmqSettings: { rabbitmqEnabled: true, rabbitmqEvents: ['CALL', 'CHATS_DELETE'] },
				},
				webhook: {
					webhookSettings: {
						webhookUrl: 'https://example.com/hook',
						webhookByEvents: true,
						webhookBase64: true,
						webhookEvents: ['CALL', 'CHATS_DELETE'],
					},
				},
			},
		},
		'POST /instance/create',
		{
			...SETTINGS,
			instanceName: 'demo',
			integration: 'WHATSAPP-BAILEYS',
			token: 'tok',
			number: PERSON,
			proxyHost: 'proxy.example.com',
			proxyPort: '3128',
			proxyProtocol: 'http',
			proxyUsername: 'u',
			proxyPassword: 'p',
			webhook: {
				url: 'https://example.com/hook',
				byEvents: true,
				base64: true,
				events: ['CALL', 'CHATS_DELETE'],
			},
			rabbitmq: { enabled: true, events: ['CALL', 'CHATS_DELETE'] },
			chatwootAccountId: '1',
			chatwootToken: 't',
			chatwootUrl: 'https://cw.example.com',
			chatwootSignMsg: true,
		},
		{
			differs: {
				why: 'It comes with the QR code, the names for the webhook are those of version 2, and all settings of Chatwoot are sent.',
				body: {
					qrcode: true,
					webhook: {
						enabled: true,
						url: 'https://example.com/hook',
						byEvents: true,
						base64: true,
						events: ['CALL', 'CHATS_DELETE'],
					},
					chatwootReopenConversation: true,
					chatwootConversationPending: true,
					chatwootImportContacts: true,
					chatwootNameInbox: 'Inbox',
					chatwootMergeBrazilContacts: true,
					chatwootImportMessages: true,
					chatwootDaysLimitImportMessages: 7,
					chatwootOrganization: 'Org',
				},
			},
		},
	),
	old({ operation: 'instance-connect' }, 'GET /instance/connect/demo'),
	old({ operation: 'restart-instance' }, 'POST /instance/restart/demo'),
	old({ operation: 'logout-instance' }, 'DELETE /instance/logout/demo'),
	old({ operation: 'set-presence' }, 'POST /instance/setPresence/demo', { presence: 'available' }),
	old({ operation: 'delete-instance' }, 'DELETE /instance/delete/demo'),
	old({ operation: 'fetch-instances' }, 'GET /instance/fetchInstances', undefined, {
		query: { instanceName: 'demo' },
	}),
	old(
		{ ...SETTINGS, operation: 'instance-settings' },
		'POST /settings/set/demo',
		{ ...SETTINGS },
		{
			differs: { why: 'What the old node did not know stays as it is.', body: { wavoipToken: '' } },
		},
	),
	old(
		{
			operation: 'set-proxy',
			proxyHost: 'proxy.example.com',
			proxyPort: '3128',
			proxyUsername: 'u',
			proxyPassword: 'p',
		},
		'POST /proxy/set/demo',
		{
			enabled: true,
			host: 'proxy.example.com',
			port: '3128',
			protocol: 'http',
			username: 'u',
			password: 'p',
		},
	),
	old({ operation: 'set-proxy', resourceForProxy: 'findProxy' }, 'GET /proxy/find/demo'),
	old(
		{
			resource: 'messages-api',
			remoteJid: PERSON,
			messageText: 'Hi',
			options_message: {
				delay: 1500,
				quoted: { messageQuoted: { messageId: 'A1' } },
				mentions: MENTIONS,
				linkPreview: false,
			},
		},
		'POST /message/sendText/demo',
		{ ...SENT_OPTIONS, number: PERSON, text: 'Hi', linkPreview: false },
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-image',
			remoteJid: PERSON,
			media: 'https://example.com/a.jpg',
			caption: 'Look',
			options_message: OPTIONS,
		},
		'POST /message/sendMedia/demo',
		{
			...SENT_OPTIONS,
			number: PERSON,
			mediatype: 'image',
			media: 'https://example.com/a.jpg',
			mimetype: 'image/jpeg',
			caption: 'Look',
			fileName: 'image.jpg',
		},
		{ differs: { why: 'The server takes the type from the name.', body: { mimetype: null } } },
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-video',
			remoteJid: PERSON,
			media: 'https://example.com/a.jpg',
			caption: 'Look',
			options_message: OPTIONS,
		},
		'POST /message/sendMedia/demo',
		{
			...SENT_OPTIONS,
			number: PERSON,
			mediatype: 'video',
			media: 'https://example.com/a.jpg',
			mimetype: 'video/mp4',
			caption: 'Look',
			fileName: 'video.mp4',
		},
		{ differs: { why: 'The server takes the type from the name.', body: { mimetype: null } } },
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-audio',
			remoteJid: PERSON,
			media: 'https://example.com/a.jpg',
			options_message: { delay: 1500 },
		},
		'POST /message/sendWhatsAppAudio/demo',
		{
			number: PERSON,
			audio: 'https://example.com/a.jpg',
			mimetype: 'audio/mp3',
			fileName: 'audio.mp3',
			delay: 1500,
		},
		{ differs: { why: 'The server looks at neither.', body: { mimetype: null, fileName: null } } },
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-document',
			remoteJid: PERSON,
			media: 'https://example.com/a.jpg',
			caption: 'Look',
			fileName: 'a.pdf',
			options_message: OPTIONS,
		},
		'POST /message/sendMedia/demo',
		{
			...SENT_OPTIONS,
			number: PERSON,
			media: 'https://example.com/a.jpg',
			mediatype: 'document',
			mimetype: 'application/pdf',
			caption: 'Look',
			fileName: 'a.pdf',
		},
		{ differs: { why: 'The server takes the type from the name.', body: { mimetype: null } } },
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-poll',
			remoteJid: PERSON,
			caption: 'Look',
			options_display: { metadataValues: [{ optionValue: 'Now' }, { optionValue: 'Later' }] },
		},
		'POST /message/sendPoll/demo',
		{ number: PERSON, name: 'Look', selectableCount: 1, values: ['Now', 'Later'] },
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-contact',
			remoteJid: PERSON,
			contacts: {
				contactValues: [
					{
						fullName: 'Ana',
						wuid: PERSON,
						phoneNumber: PERSON,
						organization: 'Shop',
						email: 'a@example.com',
						url: 'https://example.com',
					},
				],
			},
		},
		'POST /message/sendContact/demo',
		{
			number: PERSON,
			contact: [
				{
					fullName: 'Ana',
					wuid: PERSON,
					phoneNumber: PERSON,
					organization: 'Shop',
					email: 'a@example.com',
					url: 'https://example.com',
				},
			],
		},
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-list',
			options_message: OPTIONS,
			remoteJid: PERSON,
			title: 'Menu',
			description: 'Choose',
			buttonText: 'Open',
			footerText: 'Shop',
			sections: {
				sectionValues: [
					{
						title: 'Menu',
						rows: { rowValues: [{ title: 'Menu', description: 'Choose', rowId: 'p' }] },
					},
				],
			},
		},
		'POST /message/sendList/demo',
		{
			...SENT_OPTIONS,
			number: PERSON,
			title: 'Menu',
			description: 'Choose',
			buttonText: 'Open',
			footerText: '',
			sections: [{ title: 'Menu', rows: [{ title: 'Menu', description: 'Choose', rowId: 'p' }] }],
		},
		{
			differs: {
				why: 'The old node left out the footer that was filled in.',
				body: { footerText: 'Shop' },
			},
		},
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-buttons',
			remoteJid: PERSON,
			title: 'Menu',
			description: 'Choose',
			footer: 'Foot',
			buttons: { buttonValues: [{ displayText: 'Yes', id: 'y' }] },
		},
		'POST /message/sendButtons/demo',
		{
			number: PERSON,
			title: 'Menu',
			description: 'Choose',
			buttons: [{ type: 'reply', displayText: 'Yes', id: 'y' }],
			footer: 'Foot',
		},
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-stories',
			content: 'Hello',
			caption: 'Look',
			allContacts: true,
		},
		'POST /message/sendStatus/demo',
		{ type: 'text', content: 'Hello', backgroundColor: '#000000', font: 1, allContacts: true },
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-stories',
			type: 'image',
			content: 'https://example.com/a.jpg',
			caption: 'Look',
			statusJidList: PERSON,
		},
		'POST /message/sendStatus/demo',
		{
			type: 'image',
			content: 'https://example.com/a.jpg',
			backgroundColor: '#000000',
			font: 1,
			allContacts: false,
			caption: 'Look',
			statusJidList: ['5511988887777@s.whatsapp.net'],
		},
		{
			differs: {
				why: 'Colour and font are for texts, and named people are not all contacts.',
				body: { backgroundColor: null, font: null, allContacts: null },
			},
		},
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-stories',
			type: 'video',
			content: 'https://example.com/a.mp4',
			caption: 'Look',
			statusJidList: PERSON,
		},
		'POST /message/sendStatus/demo',
		{
			type: 'video',
			content: 'https://example.com/a.mp4',
			backgroundColor: '#000000',
			font: 1,
			allContacts: false,
			caption: 'Look',
			statusJidList: ['5511988887777@s.whatsapp.net'],
		},
		{
			differs: {
				why: 'Colour and font are for texts, and named people are not all contacts.',
				body: { backgroundColor: null, font: null, allContacts: null },
			},
		},
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-stories',
			type: 'audio',
			content: 'https://example.com/a.mp3',
			statusJidList: PERSON,
		},
		'POST /message/sendStatus/demo',
		{
			type: 'audio',
			content: 'https://example.com/a.mp3',
			backgroundColor: '#000000',
			font: 1,
			allContacts: false,
			statusJidList: ['5511988887777@s.whatsapp.net'],
		},
		{
			differs: {
				why: 'Colour and font are for texts, and named people are not all contacts.',
				body: { backgroundColor: null, font: null, allContacts: null },
			},
		},
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-pix',
			remoteJid: PERSON,
			name: 'Shop',
			key: 'shop@example.com',
		},
		'POST /message/sendButtons/demo',
		{
			number: PERSON,
			buttons: [
				{ type: 'pix', currency: 'BRL', name: 'Shop', keyType: 'email', key: 'shop@example.com' },
			],
		},
	),
	old(
		{
			resource: 'messages-api',
			operation: 'send-reaction',
			remoteJid: PERSON,
			messageId: 'A1',
			fromMe: false,
		},
		'POST /message/sendReaction/demo',
		{ key: { remoteJid: PERSON, fromMe: false, id: 'A1' }, reaction: '👍' },
	),
	old(
		{
			resource: 'events-api',
			enabled: false,
			webhookUrl: 'https://example.com/hook',
			webhookByEvents: true,
			webhookBase64: true,
			webhookEvents: ['CALL', 'CHATS_DELETE'],
		},
		'POST /webhook/set/demo',
		{
			webhook: {
				enabled: false,
				url: 'https://example.com/hook',
				webhookByEvents: true,
				webhookBase64: true,
				events: ['CALL', 'CHATS_DELETE'],
			},
		},
		{
			differs: {
				why: 'Version 2 has other names for these two, and ignores the old ones.',
				body: {
					webhook: {
						enabled: false,
						url: 'https://example.com/hook',
						events: ['CALL', 'CHATS_DELETE'],
						byEvents: true,
						base64: true,
					},
				},
			},
		},
	),
	old({ resource: 'events-api', resourceForWebhook: 'findWebhook' }, 'GET /webhook/find/demo'),
	old(
		{
			resource: 'events-api',
			operation: 'rabbitmq',
			enabled: false,
			rabbitMQEvents: ['CALL', 'CHATS_DELETE'],
		},
		'POST /rabbitmq/set/demo',
		{ rabbitmq: { enabled: false, events: ['CALL', 'CHATS_DELETE'] } },
	),
	old(
		{ resource: 'events-api', operation: 'rabbitmq', resourceForRabbitMQ: 'findRabbitMQ' },
		'GET /rabbitmq/find/demo',
	),
	old(
		{
			resource: 'integrations-api',
			enabled: false,
			chatwootUrl: 'https://cw.example.com',
			chatwootAccountId: '1',
			chatwootToken: 't',
			chatwootSignMsg: true,
			chatwootReopenConversation: true,
			chatwootConversationPending: true,
			chatwootImportContacts: true,
			chatwootNameInbox: 'Inbox',
			chatwootMergeBrazilContacts: true,
			chatwootImportMessages: true,
			chatwootDaysLimitImportMessages: 7,
			chatwootAutoCreate: false,
			chatwootOrganization: 'Org',
		},
		'POST /chatwoot/set/demo',
		{
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
		{
			differs: {
				why: 'The old node always switched it on, ignored a chat without a name, and sent a logo of its own.',
				body: { enabled: false, ignoreJids: [], logo: '' },
			},
		},
	),
	old(
		{ resource: 'integrations-api', resourceForChatwoot: 'findChatwoot' },
		'GET /chatwoot/find/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'typebot',
			url: 'https://example.com',
			typebot: 'bot',
			triggerValue: 'start',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
		},
		'POST /typebot/create/demo',
		{
			enabled: true,
			url: 'https://example.com',
			typebot: 'bot',
			triggerType: 'keyword',
			triggerOperator: 'contains',
			triggerValue: 'start',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
		},
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'typebot',
			resourceForTypebot: 'findTypebot',
			typebotId: 'b1',
		},
		'GET /typebot/fetch/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'typebot',
			resourceForTypebot: 'updateTypebot',
			typebotId: 'b1',
			url: 'https://example.com',
			typebot: 'bot',
			triggerValue: 'start',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
		},
		'PUT /typebot/update/b1/demo',
		{
			enabled: true,
			url: 'https://example.com',
			typebot: 'bot',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
			triggerType: 'keyword',
			triggerOperator: 'contains',
			triggerValue: 'start',
		},
		{ differs: { why: 'What is not chosen stays as it is.', body: { enabled: null } } },
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'typebot',
			resourceForTypebot: 'deleteTypebot',
			typebotId: 'b1',
		},
		'DELETE /typebot/delete/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'typebot',
			resourceForTypebot: 'startTypebot',
			url: 'https://example.com',
			typebot: 'bot',
			remoteJid: PERSON,
			startSession: true,
			variables: { variable: [{ name: 'Shop', value: 'v' }] },
		},
		'POST /typebot/start/demo',
		{ url: 'https://example.com', typebot: 'bot', remoteJid: PERSON, startSession: true },
		{
			differs: {
				why: 'The old node did not find the variables that were filled in.',
				body: { variables: [{ name: 'Shop', value: 'v' }] },
			},
		},
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'typebot',
			resourceForTypebot: 'fetchSessionsTypebot',
			typebotId: 'b1',
		},
		'GET /typebot/fetchSessions/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'typebot',
			resourceForTypebot: 'changeStatusTypebot',
			typebotId: 'b1',
			remoteJid: PERSON,
		},
		'POST /typebot/changeStatus/demo',
		{ remoteJid: PERSON, status: 'opened' },
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'evolution-bot',
			apiUrl: 'https://bot.example.com',
			apiKeyBot: 'k',
			triggerValue: 'start',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
			triggerOperator: 'contains',
		},
		'POST /evolutionBot/create/demo',
		{
			enabled: true,
			apiUrl: 'https://bot.example.com',
			apiKey: 'k',
			triggerType: 'keyword',
			triggerOperator: 'contains',
			triggerValue: 'start',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
			ignoreJids: [],
		},
		{ differs: { why: 'An empty list changes nothing.', body: { ignoreJids: null } } },
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'evolution-bot',
			resourceForEvolutionBot: 'findEvolutionBot',
			evolutionBotId: 'b1',
		},
		'GET /evolutionBot/fetch/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'evolution-bot',
			resourceForEvolutionBot: 'updateEvolutionBot',
			evolutionBotId: 'b1',
			apiUrl: 'https://bot.example.com',
			apiKeyBot: 'k',
			triggerValue: 'start',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
			triggerOperator: 'contains',
		},
		'PUT /evolutionBot/update/b1/demo',
		{
			enabled: true,
			apiUrl: 'https://bot.example.com',
			apiKey: 'k',
			triggerType: 'keyword',
			triggerOperator: 'contains',
			triggerValue: 'start',
			expire: 20,
			keywordFinish: '#end',
			delayMessage: 7,
			unknownMessage: '?',
			listeningFromMe: true,
			stopBotFromMe: true,
			keepOpen: true,
			debounceTime: 7,
			ignoreJids: [],
		},
		{
			differs: {
				why: 'What is not chosen stays as it is.',
				body: { enabled: null, ignoreJids: null },
			},
		},
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'evolution-bot',
			resourceForEvolutionBot: 'deleteEvolutionBot',
			evolutionBotId: 'b1',
		},
		'DELETE /evolutionBot/delete/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'evolution-bot',
			resourceForEvolutionBot: 'fetchSessionsEvolutionBot',
			evolutionBotId: 'b1',
		},
		'GET /evolutionBot/fetchSessions/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'evolution-bot',
			resourceForEvolutionBot: 'changeStatusEvolutionBot',
			evolutionBotId: 'b1',
			remoteJid: PERSON,
		},
		'POST /evolutionBot/changeStatus/demo',
		{ remoteJid: PERSON, status: 'opened' },
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'difyBot',
			resourceForDifyBot: 'findDify',
			difyBotId: 'b1',
		},
		'GET /dify/fetch/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'difyBot',
			resourceForDifyBot: 'deleteDify',
			difyBotId: 'b1',
		},
		'DELETE /dify/delete/b1/demo',
	),
	old(
		{
			resource: 'integrations-api',
			operation: 'difyBot',
			resourceForDifyBot: 'fetchSessionsDify',
			difyBotId: 'b1',
		},
		'GET /dify/fetchSessions/b1/demo',
	),
	old(
		{
			resource: 'groups-api',
			subject: 'Team',
			description: 'Choose',
			participants: '5511988887777,5511977776666',
		},
		'POST /group/create/demo',
		{ subject: 'Team', description: 'Choose', participants: [PERSON, '5511977776666'] },
	),
	old(
		{
			resource: 'groups-api',
			operation: 'update-group-picture',
			groupJid: GROUP,
			image: 'https://example.com/a.jpg',
		},
		'POST /group/updateGroupPicture/demo',
		{ image: 'https://example.com/a.jpg' },
		{ query: { groupJid: GROUP } },
	),
	old(
		{ resource: 'groups-api', operation: 'update-group-name', groupJid: GROUP, subject: 'Team' },
		'POST /group/updateGroupSubject/demo',
		{ subject: 'Team' },
		{ query: { groupJid: GROUP } },
	),
	old(
		{
			resource: 'groups-api',
			operation: 'update-group-description',
			groupJid: GROUP,
			description: 'Choose',
		},
		'POST /group/updateGroupDescription/demo',
		{ description: 'Choose' },
		{ query: { groupJid: GROUP } },
	),
	old(
		{ resource: 'groups-api', operation: 'fetch-invite-code', groupJid: GROUP },
		'GET /group/inviteCode/demo',
		undefined,
		{ query: { groupJid: GROUP } },
	),
	old(
		{ resource: 'groups-api', operation: 'revoke-invite-code', groupJid: GROUP },
		'POST /group/revokeInviteCode/demo',
		undefined,
		{ query: { groupJid: GROUP } },
	),
	old(
		{
			resource: 'groups-api',
			operation: 'send-invite-link',
			groupJid: GROUP,
			description: 'Choose',
			numbers: '5511988887777,5511977776666',
		},
		'POST /group/sendInvite/demo',
		{ groupJid: GROUP, description: 'Choose', numbers: [PERSON, '5511977776666'] },
	),
	old(
		{ resource: 'groups-api', operation: 'fetch-groups', inviteCode: 'AbCdEfGhIjKlMnOpQrStUv' },
		'GET /group/inviteInfo/demo',
		undefined,
		{ query: { inviteCode: 'AbCdEfGhIjKlMnOpQrStUv' } },
	),
	old(
		{
			resource: 'groups-api',
			operation: 'fetch-groups',
			searchMethod: 'groupJid',
			groupJid: GROUP,
		},
		'GET /group/findGroupInfos/demo',
		undefined,
		{ query: { groupJid: GROUP } },
	),
	old(
		{
			resource: 'groups-api',
			operation: 'fetch-groups',
			searchMethod: 'fetchAll',
			getParticipants: true,
		},
		'GET /group/fetchAllGroups/demo',
		undefined,
		{ query: { getParticipants: 'true' } },
	),
	old(
		{ resource: 'groups-api', operation: 'find-participants', groupJid: GROUP },
		'GET /group/participants/demo',
		undefined,
		{ query: { groupJid: GROUP } },
	),
	old(
		{
			resource: 'groups-api',
			operation: 'update-participants',
			groupJid: GROUP,
			participants: '5511988887777,5511977776666',
		},
		'POST /group/updateParticipant/demo',
		{ action: 'add', participants: [PERSON, '5511977776666'] },
		{ query: { groupJid: GROUP } },
	),
	old(
		{
			resource: 'groups-api',
			operation: 'update-settings',
			groupJid: GROUP,
			action: 'announcement',
		},
		'POST /group/updateSetting/demo',
		{ action: 'announcement' },
		{ query: { groupJid: GROUP } },
	),
	old(
		{ resource: 'groups-api', operation: 'toggle-ephemeral', groupJid: GROUP },
		'POST /group/toggleEphemeral/demo',
		{ expiration: 0 },
		{ query: { groupJid: GROUP } },
	),
	old(
		{ resource: 'groups-api', operation: 'join-group', inviteCode: 'AbCdEfGhIjKlMnOpQrStUv' },
		'GET /group/acceptInviteCode/demo',
		undefined,
		{ query: { inviteCode: 'AbCdEfGhIjKlMnOpQrStUv' } },
	),
	old(
		{ resource: 'groups-api', operation: 'leave-group', groupJid: GROUP },
		'DELETE /group/leaveGroup/demo',
		undefined,
		{ query: { groupJid: GROUP } },
	),
	old(
		{ resource: 'chat-api', numbers: '5511988887777,5511977776666' },
		'POST /chat/whatsappNumbers/demo',
		{ numbers: [PERSON, '5511977776666'] },
	),
	old(
		{
			resource: 'chat-api',
			operation: 'read-messages',
			remoteJid: PERSON,
			messageId: 'A1',
			fromMe: true,
		},
		'POST /chat/markMessageAsRead/demo',
		{ readMessages: [{ remoteJid: PERSON, fromMe: true, id: 'A1' }] },
		{
			differs: {
				why: 'Only messages of others can be marked as read.',
				body: { readMessages: [{ remoteJid: PERSON, fromMe: false, id: 'A1' }] },
			},
		},
	),
	old(
		{
			resource: 'chat-api',
			operation: 'manage-archive',
			chat: '5511988887777@s.whatsapp.net',
			messageId: 'A1',
			fromMe: true,
		},
		'POST /chat/archiveChat/demo',
		{ lastMessage: { key: KEY }, chat: '5511988887777@s.whatsapp.net', archive: true },
	),
	old(
		{
			resource: 'chat-api',
			operation: 'mark-unread',
			chat: '5511988887777@s.whatsapp.net',
			messageId: 'A1',
			fromMe: true,
		},
		'POST /chat/markChatUnread/demo',
		{ lastMessage: { key: KEY }, chat: '5511988887777@s.whatsapp.net' },
	),
	old(
		{
			resource: 'chat-api',
			operation: 'delete-message',
			remoteJid: PERSON,
			messageId: 'A1',
			fromMe: true,
		},
		'DELETE /chat/deleteMessageForEveryone/demo',
		{ id: 'A1', fromMe: true, remoteJid: '5511988887777@s.whatsapp.net' },
	),
	old(
		{ resource: 'chat-api', operation: 'fetch-profile-picture', number: PERSON },
		'POST /chat/fetchProfilePictureUrl/demo',
		{ number: PERSON },
	),
	old(
		{ resource: 'chat-api', operation: 'get-media-base64', messageId: 'A1', convertToMp4: true },
		'POST /chat/getBase64FromMediaMessage/demo',
		{ message: { key: { id: 'A1' } }, convertToMp4: true },
	),
	old(
		{
			resource: 'chat-api',
			operation: 'update-message',
			remoteJid: PERSON,
			messageId: 'A1',
			text: 'New',
		},
		'POST /chat/updateMessage/demo',
		{ number: PERSON, key: { remoteJid: PERSON, fromMe: true, id: 'A1' }, text: 'New' },
	),
	old(
		{ resource: 'chat-api', operation: 'send-presence', remoteJid: PERSON, delay: 1500 },
		'POST /chat/sendPresence/demo',
		{ number: PERSON, presence: 'composing', delay: 1500 },
	),
	old(
		{ resource: 'chat-api', operation: 'block-contact', remoteJid: PERSON },
		'POST /chat/updateBlockStatus/demo',
		{ number: PERSON, status: 'block' },
	),
	old(
		{ resource: 'chat-api', operation: 'block-contact', remoteJid: PERSON, status: 'unblock' },
		'POST /chat/updateBlockStatus/demo',
		{ number: PERSON, status: 'unblock' },
	),
	old(
		{ resource: 'chat-api', operation: 'find-contacts' },
		'POST /chat/findContacts/demo',
		{},
		{ differs: { why: 'Lists are read page by page.', body: { where: {}, page: 1, offset: 100 } } },
	),
	old(
		{ resource: 'chat-api', operation: 'find-contacts', listAll: false, remoteJid: PERSON },
		'POST /chat/findContacts/demo',
		{ where: { id: '5511988887777@s.whatsapp.net' } },
		{
			differs: {
				why: 'The server finds a contact by its chat, not by an ID of its own. Lists are read page by page.',
				body: { where: { remoteJid: PERSON }, page: 1, offset: 100 },
			},
		},
	),
	old(
		{ resource: 'chat-api', operation: 'find-messages', remoteJid: PERSON },
		'POST /chat/findMessages/demo',
		{ where: { key: { remoteJid: '5511988887777@s.whatsapp.net' } }, page: 1, offset: 10 },
		{
			differs: {
				why: 'Lists are read page by page, and a chat can have two addresses.',
				body: { where: { key: { remoteJid: PERSON, remoteJidAlt: PERSON } }, offset: 100 },
			},
		},
	),
	old(
		{ resource: 'chat-api', operation: 'find-status-messages', remoteJid: PERSON, messageId: 'A1' },
		'POST /chat/findStatusMessage/demo',
		{
			where: { instanceId: 'demo', remoteJid: '5511988887777@s.whatsapp.net', keyId: 'A1' },
			page: 1,
			offset: 10,
		},
		{
			differs: {
				why: 'Lists are read page by page. The server finds nothing by the other two.',
				body: { where: { id: 'A1' }, offset: 100 },
			},
		},
	),
	old(
		{ resource: 'chat-api', operation: 'find-chats', remoteJid: PERSON, messageId: 'A1' },
		'POST /chat/findChats/demo',
		{ where: { remoteJid: '5511988887777@s.whatsapp.net', id: 'A1' }, page: 1, offset: 10 },
		{
			differs: {
				why: 'The server has other names for pages, and does not filter by a chat: that is done with its answer.',
				body: { where: {}, page: null, offset: null, take: 2000, skip: 0 },
			},
		},
	),
	old({ resource: 'profile-api', remoteJid: PERSON }, 'POST /chat/fetchProfile/demo', {
		number: '5511988887777@s.whatsapp.net',
	}),
	old(
		{ resource: 'profile-api', operation: 'fetch-business-profile', remoteJid: PERSON },
		'POST /chat/fetchBusinessProfile/demo',
		{ number: '5511988887777@s.whatsapp.net' },
	),
	old(
		{ resource: 'profile-api', operation: 'update-profile-name', name: 'Shop' },
		'POST /chat/updateProfileName/demo',
		{ name: 'Shop' },
	),
	old(
		{ resource: 'profile-api', operation: 'update-profile-status', status: 'opened' },
		'POST /chat/updateProfileStatus/demo',
		{ status: 'opened' },
	),
	old(
		{
			resource: 'profile-api',
			operation: 'update-profile-picture',
			picture: 'https://example.com/a.jpg',
		},
		'POST /chat/updateProfilePicture/demo',
		{ picture: 'https://example.com/a.jpg' },
	),
	old(
		{ resource: 'profile-api', operation: 'remove-profile-picture' },
		'DELETE /chat/removeProfilePicture/demo',
	),
	old(
		{ resource: 'profile-api', operation: 'fetch-privacy-settings' },
		'GET /chat/fetchPrivacySettings/demo',
	),
	old(
		{ resource: 'profile-api', operation: 'update-privacy-settings', status: 'none' },
		'POST /chat/updatePrivacySettings/demo',
		{
			readreceipts: 'all',
			profile: 'all',
			status: 'none',
			online: 'all',
			last: 'contacts',
			groupadd: 'all',
		},
	),
];
