import type { JsonSchema } from './factSchema';

/** Keys that the routes accept although their schema lacks them. Each of `keys` is a path from the body's root. */
export const KNOWN_ALTHOUGH_NOT_IN_SCHEMA: ReadonlyArray<{
	readonly routes: RegExp;
	readonly keys: readonly string[];
	readonly source: string;
}> = [
	{
		routes: /^\/group\/updateGroupDescription/,
		keys: ['remove'],
		source:
			'group.schema.ts of the server, 2.3.7: it refuses an empty text, but not beside another key',
	},
	{
		routes: /^\/message\/send(Text|Media|Ptv|Location|List)/,
		keys: ['mentionsEveryOne'],
		source: 'quirks.json, b_mentions: the schema says everyOne, the code reads mentionsEveryOne',
	},
	{
		routes: /^\/message\/send(Text|Poll|Sticker|Media|Ptv)/,
		keys: ['messageId'],
		source: 'whatsapp.baileys.service.ts of the server, 2.4.0-rc2: these read it, others do not',
	},
	{
		routes: /^\/message\/sendMedia/,
		keys: ['gifPlayback', 'gifAttribution'],
		source: 'versions-and-errors.json, v240rc2.changes: both also as texts',
	},
	{
		routes: /^\/message\/sendSticker/,
		keys: ['notConvertSticker'],
		source: 'sendMessage.dto.ts of the server, from 2.3.0 on; there is no check',
	},
	{
		routes: /^\/message\/sendButtons/,
		keys: ['buttons[].copyCode'],
		source: 'contract/message.json, sendButtons: in the example that the server took',
	},
	{
		routes: /^\/message\/sendCarousel/,
		keys: ['delay', 'quoted'],
		source:
			'versions-and-errors.json, v240rc2: only the own keys of a carousel are listed there; the rest is as with all sends',
	},
	{
		routes: /^\/chat\/findMessages/,
		keys: ['page', 'offset', 'where.messageTimestamp', 'where.messageType'],
		source:
			'contract/chat.json, findMessages: notes and examples; channel.service.ts of the server reads the type',
	},
	{
		routes: /^\/chat\/findChats/,
		keys: ['take', 'skip', 'where.messageTimestamp'],
		source: 'contract/chat.json, findChats: notes and examples; fetchChats() reads the time',
	},
	{
		routes: /^\/chat\/(findContacts|findStatusMessage)/,
		keys: ['page', 'offset'],
		source: 'contract/chat.json: notes and examples of both',
	},
	{
		routes: /^\/chat\/findChannels/,
		keys: ['page', 'limit'],
		source: 'fetchChannels() in channel.service.ts of the server, 2.4.0-rc2',
	},
	{
		routes: /^\/chat\/(archiveChat|markChatUnread)/,
		keys: ['lastMessage.key.participant'],
		source: 'the key goes to Baileys as it is, whose chatModify() wants it for messages of groups',
	},
	{
		routes: /^\/chat\/fetchProfile/,
		keys: ['number'],
		source: 'contract/chat.json, fetchProfile: in the example that the server took',
	},
	{
		routes: /^\/chat\/getBase64FromMediaMessage/,
		keys: ['message', 'convertToMp4'],
		source: 'contract/chat.json, getBase64FromMediaMessage: in the example; there is no schema',
	},
	{
		routes: /^\/(openai|typebot)\/(create|update|settings)/,
		keys: ['keepOpen', 'debounceTime', 'splitMessages', 'timePerChar'],
		source:
			'contract/typebot.json and openai.json: in the examples and in what the server answered; base-chatbot.controller.ts reads all four for every platform',
	},
	{
		routes: /^\/\w+\/settings/,
		keys: ['fallbackId'],
		source:
			'contract of every platform, settings and fetchSettings: in what the server answered; base-chatbot.controller.ts reads this, not the key of the schema',
	},
	{
		routes: /^\/n8n\/(create|update)/,
		keys: ['basicAuthPass'],
		source: 'contract/n8n.json, notes: the schema says basicAuthPassword, the server stores this',
	},
	{
		routes: /^\/typebot\/start/,
		keys: ['startSession', 'variables'],
		source: 'contract/typebot.json, start: in the example that the server took',
	},
	{
		routes: /^\/chatwoot\/set/,
		keys: ['logo', 'organization'],
		source: 'contract/chatwoot.json, find: both are columns that the server gives back',
	},
	{
		routes: /^\/instance\/create/,
		keys: ['integration', 'webhook', 'nats', 'rabbitmq', 'sqs', 'websocket'],
		source: 'contract/instance.json, create: in the examples and in what the server answered',
	},
	{
		routes: /^\/instance\/create/,
		keys: ['chatwootAutoCreate', 'chatwootLogo', 'chatwootOrganization'],
		source:
			'instance.controller.ts of the server hands them to Chatwoot; contract/chatwoot.json has both',
	},
	{
		routes: /^\/instance\/create/,
		keys: ['kafka', 'pusher'],
		source: 'event.manager.ts of the server reads them there; it answers nothing of them',
	},
	{
		routes: /^\/webhook\/evolution/,
		keys: ['numberId', 'key', 'pushName', 'message', 'messageType'],
		source:
			'contract/evolutionChannel.json: in the example that the server took; there is no schema',
	},
];

/** Each transport (e.g. Kafka) has a schema with the keys of all transports, but we only send the keys of that transport. */
function oneSchemaForAll(transports: readonly string[]): Record<string, string> {
	const others = [...transports, 'pusher'].flatMap((name) =>
		transports.filter((other) => other !== name).map((other) => [name, other]),
	);
	const entries = others.map(([name, other]) => [
		`eventTransport/update of ${name} ${other}.events[]`,
		'the schema is that of all transports',
	]);
	return Object.fromEntries(entries) as Record<string, string>;
}

export const KNOWN_ENUM_DIFFERENCES: Readonly<Record<string, string>> = {
	...oneSchemaForAll(['kafka', 'nats', 'rabbitmq', 'sqs', 'websocket']),
	'chat/getDeliveryUpdates where.status': 'the server checks it, and does not filter by it',
	'contact/block status': 'Block and Unblock are two operations',
	'contact/unblock status': 'Block and Unblock are two operations',
	'group/getMany getParticipants': 'a switch: true or false, as a text',
	'label/add action': 'Add and Remove are two operations',
	'label/remove action': 'Add and Remove are two operations',
	'instance/create Integration': 'the code reads integration: see above',
	...Object.fromEntries(
		['webhookEvents[]', 'rabbitmqEvents[]', 'natsEvents[]', 'sqsEvents[]'].map((path) => [
			`instance/create ${path}`,
			'the code reads the objects webhook, rabbitmq, nats, sqs: see above',
		]),
	),
};

/** Returns the keys of a body that the schema doesn't have, as paths: `['quoted.key.x', 'cards[].y']`. */
export function unknownKeys(schema: JsonSchema | null | undefined, body: unknown): string[] {
	const find = (part: JsonSchema | undefined, value: unknown, path: string): string[] => {
		if (Array.isArray(value)) {
			return [...new Set(value.flatMap((entry) => find(part?.items, entry, `${path}[]`)))];
		}
		const { properties } = part ?? {};
		if (typeof value !== 'object' || value === null || properties === undefined) return [];
		return Object.entries(value).flatMap(([key, inner]) => {
			const name = path === '' ? key : `${path}.${key}`;
			return key in properties ? find(properties[key], inner, name) : [name];
		});
	};
	// Forms have names such as `quoted[key][id]`.
	return find(schema ?? { properties: {} }, body, '').map((key) => key.replace(/\[\w+\]/g, ''));
}

export function enumsOf(schema: JsonSchema | null | undefined): Array<[string, string[]]> {
	const find = (part: JsonSchema, path: string): Array<[string, string[]]> => {
		const texts = (part.enum ?? []).filter((value) => typeof value === 'string');
		const own: Array<[string, string[]]> = texts.length > 0 ? [[path, texts]] : [];
		const inner = Object.entries(part.properties ?? {}).flatMap(([key, property]) =>
			find(property, path === '' ? key : `${path}.${key}`),
		);
		return [...own, ...inner, ...(part.items ? find(part.items, `${path}[]`) : [])];
	};
	return schema ? find(schema, '') : [];
}

export function valuesAt(body: unknown, path: string): unknown[] {
	return path
		.replaceAll('[]', '.[]')
		.split('.')
		.reduce<unknown[]>(
			(values, step) =>
				values
					.flatMap((value) =>
						step === '[]' ? value : (Object(value) as Record<string, unknown>)[step],
					)
					.filter((value) => value !== undefined),
			[body],
		);
}
