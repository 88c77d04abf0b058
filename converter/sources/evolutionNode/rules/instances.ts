import type { Rule } from '../rule';

const FROM = 'instances-api';
const CREATE = 'options_Create_instance';
const settings = [
	'alwaysOnline',
	'groupsIgnore',
	'msgCall',
	'readMessages',
	'readStatus',
	'rejectCall',
	'syncFullHistory',
];
const MERGED = 'Settings that you omit stay unchanged. The old node wrote its defaults.';

const under = (from: string, to: string, names: Readonly<Record<string, string>>) =>
	Object.fromEntries(Object.entries(names).map(([old, name]) => [from + old, `${to}.${name}`]));
const unchanged = (names: readonly string[]) =>
	Object.fromEntries(names.map((name) => [name, name]));

const proxy = {
	proxyHost: 'host',
	proxyPort: 'port',
	proxyProtocol: 'protocol',
	proxyUsername: 'username',
	proxyPassword: 'password',
};
export const chatwoot = {
	chatwootAccountId: 'accountId',
	chatwootToken: 'token',
	chatwootUrl: 'url',
	chatwootSignMsg: 'signMsg',
	chatwootReopenConversation: 'reopenConversation',
	chatwootConversationPending: 'conversationPending',
	chatwootNameInbox: 'nameInbox',
	chatwootImportContacts: 'importContacts',
	chatwootImportMessages: 'importMessages',
	chatwootMergeBrazilContacts: 'mergeBrazilContacts',
	chatwootLogo: 'logo',
	chatwootDaysLimitImportMessages: 'daysLimitImportMessages',
	chatwootOrganization: 'organization',
};
const webhook = {
	webhookUrl: 'url',
	webhookByEvents: 'byEvents',
	webhookBase64: 'base64',
	webhookEvents: 'events',
};

const simple = (operation: string, target: string, fields: Rule['fields'] = {}): Rule => ({
	from: [FROM, operation],
	to: ['instance', target],
	fields,
});

export const instances: readonly Rule[] = [
	{
		from: [FROM, 'instance-basic'],
		to: ['instance', 'create'],
		fields: {
			instanceName: 'instanceName',
			token: 'options.token',
			number: 'options.number',
			...under(`${CREATE}.instanceSettings.settings.`, 'settings', unchanged(settings)),
			...under(`${CREATE}.proxy.proxySettings.`, 'proxy', proxy),
			...under(`${CREATE}.webhook.webhookSettings.`, 'webhook', webhook),
			...under(`${CREATE}.chatwoot.chatwootSettings.`, 'chatwoot', chatwoot),
			[`${CREATE}.rabbitmq.rabbitmqSettings.rabbitmqEvents`]: 'transports.transport.0.events',
		},
		note: 'A new instance now comes with its QR code.',
	},
	simple('instance-connect', 'connect'),
	{
		...simple('fetch-instances', 'getMany', { instanceName: 'filters.instanceName' }),
		set: { returnAll: true },
	},
	{
		from: [FROM, 'instance-settings'],
		to: ['settings', 'update'],
		fields: under('', 'settings', unchanged(settings)),
		note: MERGED,
	},
	simple('set-presence', 'setPresence', { presence: 'presence' }),
	{
		from: [FROM, 'set-proxy'],
		when: ['resourceForProxy', 'setProxy'],
		to: ['proxy', 'update'],
		fields: { enabled: 'enabled', ...under('', 'proxy', proxy) },
		note: MERGED,
	},
	{
		from: [FROM, 'set-proxy'],
		when: ['resourceForProxy', 'findProxy'],
		to: ['proxy', 'get'],
		fields: {},
	},
	simple('restart-instance', 'restart'),
	simple('logout-instance', 'logout'),
	simple('delete-instance', 'delete'),
];

const EVENTS = 'events-api';

export const events: readonly Rule[] = [
	{
		from: [EVENTS, 'webhook'],
		when: ['resourceForWebhook', 'setWebhook'],
		to: ['webhook', 'update'],
		fields: { enabled: 'enabled', ...under('', 'webhook', webhook) },
		note: 'To start a workflow on events, use the Evolution API Trigger. It registers itself, alongside others. Version 2 ignored By Events and Base64 as the old node sent them. Now they take effect.',
	},
	{
		from: [EVENTS, 'webhook'],
		when: ['resourceForWebhook', 'findWebhook'],
		to: ['webhook', 'get'],
		fields: {},
	},
	{
		from: [EVENTS, 'rabbitmq'],
		when: ['resourceForRabbitMQ', 'setRabbitMQ'],
		to: ['eventTransport', 'update'],
		fields: { enabled: 'enabled', rabbitMQEvents: 'transportSettings.events' },
		set: { transport: 'rabbitmq' },
		note: MERGED,
	},
	{
		from: [EVENTS, 'rabbitmq'],
		when: ['resourceForRabbitMQ', 'findRabbitMQ'],
		to: ['eventTransport', 'get'],
		fields: {},
		set: { transport: 'rabbitmq' },
	},
];
