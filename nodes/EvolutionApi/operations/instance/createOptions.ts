import { z } from 'zod';

import { refuseInput, reportProblem } from '../../core/input/inputProblem';
import {
	chatwootAccount,
	chatwootAddress,
	chatwootOptions,
	PUSHER_TEXTS,
	pusherOptions,
	pusherShape,
} from '../../fields/instanceSettings';
import {
	alphabetically,
	collectionInput,
	choiceField,
	collectionField,
	fieldGroup,
	groupsField,
	jsonField,
	numberField,
	textField,
	toggle,
} from '../../fields/fieldKinds';
import { eventsInput, eventsToSend } from '../../fields/events';
import { choice, flag, integer } from '../../core/input/checks';
import {
	jsonObject,
	optionalAddress,
	optionalPasted,
	optionalText,
	proxyHost,
} from '../../fields/inputs';
import { transport } from '../eventTransport';

// Optional settings of a new instance. The server expects proxy and Chatwoot as flat keys with a prefix, and the
// webhook and the event transports as objects.

export const webhookField = collectionField('Webhook', 'webhook', {
	placeholder: 'Add setting',
	description: 'Where the server sends the events of the instance',
	options: [
		eventsToSend,
		jsonField('Headers (JSON)', 'headers', {
			default: '{}',
			description:
				'Headers to send with each event. Instead of a header "jwt_key", the server sends a token signed with its value.',
		}),
		toggle('Media as Base64', 'base64', 'Whether to include media content as Base64'),
		toggle('One Path per Event', 'byEvents', 'Whether to add the name of the event to the URL'),
		textField('URL', 'url', {
			placeholder: 'e.g. https://example.com/hook',
			description: 'URL to send the events to',
		}),
	],
});

export const webhookShape = {
	events: eventsInput,
	headers: jsonObject,
	base64: flag,
	byEvents: flag,
};

export const webhookInput = collectionInput({ ...webhookShape, url: optionalAddress }).transform(
	(webhook, context) => {
		if (webhook === undefined || Object.keys(webhook).length === 0) return undefined;
		const { url, events = ['MESSAGES_UPSERT'], ...rest } = webhook;
		if (url !== undefined) return { enabled: true, url, events, ...rest };
		return refuseInput(context, 'is empty', 'Enter the address of the webhook.', ['url']);
	},
);

export const transportsField = groupsField('Event Transports', 'transports', {
	typeOptions: { multipleValues: true },
	placeholder: 'Add Transport',
	description: 'Message queues and sockets to send events to. They must be enabled on the server.',
	options: [
		fieldGroup('Pusher', 'pusher', [
			pusherOptions.appId,
			pusherOptions.cluster,
			eventsToSend,
			pusherOptions.key,
			pusherOptions.secret,
			pusherOptions.useTLS,
		]),
		fieldGroup('Transport', 'transport', [
			choiceField('Transport', 'type', {
				options: transport.options.filter(({ value }) => value !== 'pusher'),
				default: 'rabbitmq',
			}),
			eventsToSend,
		]),
	],
});

const transportEvents = eventsInput.default(['MESSAGES_UPSERT']);

export const transportsInput = z
	.object({
		pusher: z
			.array(
				z.object({ events: transportEvents, ...pusherShape }).superRefine((pusher, context) => {
					const missing = PUSHER_TEXTS.find((key) => pusher[key] === undefined);
					if (missing !== undefined)
						reportProblem(context, 'is empty', 'Fill it in: Pusher needs it.', [missing]);
				}),
			)
			.optional(),
		transport: z
			.array(
				z.object({
					type: choice('kafka', 'nats', 'rabbitmq', 'sqs', 'websocket'),
					events: transportEvents,
				}),
			)
			.optional(),
	})
	.optional()
	.transform((group) => ({
		...Object.fromEntries(
			(group?.transport ?? []).map(({ type, events: names }) => [
				type,
				{ enabled: true, events: names },
			]),
		),
		pusher: (group?.pusher ?? [])
			.map(({ useTLS = true, ...own }) => ({ enabled: true, ...own, useTLS }))
			.at(-1),
	}));

const PROXY_DEFAULTS = { port: 8080, protocol: 'http' } as const;

export const proxyField = collectionField('Proxy', 'proxy', {
	placeholder: 'Add setting',
	description: 'Proxy through which the instance reaches WhatsApp',
	options: [
		textField('Host', 'host', {
			placeholder: 'e.g. proxy.example.com',
			description: 'Name or IP address of the proxy, without protocol, port and password',
		}),
		textField('Password', 'password', { typeOptions: { password: true } }),
		numberField('Port', 'port', { default: PROXY_DEFAULTS.port }),
		choiceField('Protocol', 'protocol', {
			options: [
				{ name: 'HTTP', value: 'http' },
				{ name: 'HTTPS', value: 'https' },
				{ name: 'SOCKS4', value: 'socks4' },
				{ name: 'SOCKS5', value: 'socks5' },
			],
			default: PROXY_DEFAULTS.protocol,
		}),
		textField('Username', 'username', {}),
	],
});

/** The server only uses the proxy if host, port and protocol are all set, as texts. */
export const proxyInput = z
	.object({
		host: proxyHost,
		port: integer(1, 65_535).optional(),
		protocol: choice('http', 'https', 'socks4', 'socks5').optional(),
		username: optionalText,
		password: optionalText,
	})
	.optional()
	.superRefine((proxy, context) => {
		const isMeant = proxy?.username !== undefined || proxy?.password !== undefined;
		if (isMeant && proxy?.host === undefined) {
			reportProblem(context, 'is empty', 'Enter the address of the proxy.', ['host']);
		}
	})
	.transform((proxy) =>
		proxy?.host === undefined
			? {}
			: {
					proxyHost: proxy.host,
					proxyPort: String(proxy.port ?? PROXY_DEFAULTS.port),
					proxyProtocol: proxy.protocol ?? PROXY_DEFAULTS.protocol,
					proxyUsername: proxy.username,
					proxyPassword: proxy.password,
				},
	);

const LATER_OPTIONS: readonly string[] = ['ignoreJids', 'signDelimiter'];

const firstOptions = Object.values(chatwootOptions).filter(
	({ name }) => !LATER_OPTIONS.includes(name),
);

export const chatwootField = collectionField('Chatwoot', 'chatwoot', {
	placeholder: 'Add setting',
	description:
		'Connection to Chatwoot, which needs account ID, token and URL. The server then returns no QR code: get it with Instance → Connect.',
	options: alphabetically(firstOptions),
});

/** The server requires `signMsg`, `reopenConversation` and `conversationPending`, so these default to false. */
export const chatwootInput = z
	.object({
		accountId: chatwootAccount,
		token: optionalPasted,
		url: chatwootAddress,
		signMsg: flag.default(false),
		reopenConversation: flag.default(false),
		conversationPending: flag.default(false),
		daysLimitImportMessages: integer(0, 3650).optional(),
		autoCreate: flag.optional(),
		importContacts: flag.optional(),
		importMessages: flag.optional(),
		mergeBrazilContacts: flag.optional(),
		nameInbox: optionalText,
		logo: optionalText,
		organization: optionalText,
	})
	.optional()
	.transform((chatwoot, context) => {
		const keys = ['accountId', 'token', 'url'] as const;
		const filledKeys = keys.filter((key) => chatwoot?.[key] !== undefined);
		if (chatwoot === undefined || filledKeys.length === 0) return {};
		const missing = keys.find((key) => chatwoot[key] === undefined);
		if (missing !== undefined) {
			reportProblem(context, 'is empty', 'Fill it in: Chatwoot needs account ID, token and URL.', [
				missing,
			]);
		}
		return Object.fromEntries(
			Object.entries(chatwoot).map(([key, value]) => [`chatwoot${upperFirst(key)}`, value]),
		);
	});

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
