import { literal, type Value } from '../../expressions/value';

// Converts the settings of an instance, in `POST /instance/create` and in the routes that set them. Version 1 of Evolution API had
// flat keys with underscores for all of them. Version 2 has other names, and objects for the webhook and for the event
// transports, such as WebSocket.

type Entries = ReadonlyMap<string, Value>;

export interface NewerSettings {
	readonly entries: Entries;
	readonly wasOld: boolean;
	readonly dropped?: readonly string[];
}

const SETTINGS = [
	'reject_call',
	'msg_call',
	'groups_ignore',
	'always_online',
	'read_messages',
	'read_status',
	'sync_full_history',
];

const CHATWOOT = [
	'account_id',
	'name_inbox',
	'sign_msg',
	'sign_delimiter',
	'reopen_conversation',
	'conversation_pending',
	'merge_brazil_contacts',
	'import_contacts',
	'import_messages',
	'days_limit_import_messages',
	'auto_create',
];

const WEBHOOK = { webhook_by_events: 'byEvents', webhook_base64: 'base64' };

/** Event transports that Evolution API 1 had. */
const TRANSPORTS = ['websocket', 'rabbitmq', 'sqs'];

/** Events that version 2 no longer has. It rejects a body that contains one. */
const EVENTS_GONE = ['NEW_JWT_TOKEN', 'CHAMA_AI_ACTION'];

const BY_QR_CODE = 'WHATSAPP-BAILEYS';

/** Returns the settings in the form of version 2; undefined if the route doesn't set any. */
export function newerSettings(path: string, given: Entries): NewerSettings | undefined {
	if (path === '/instance/create') return newInstance(given);
	const [, of, action] = path.split('/');
	const webhook = of === 'webhook' ? given.get('webhook') : undefined;
	if (webhook?.kind === 'object') return withoutIgnored(given, webhook.entries);
	const old = action === 'set' ? SET[of]?.(given) : undefined;
	return old && { entries: old, wasOld: true };
}

/** Functions by route that convert a body of version 1 to version 2. They return undefined if the body isn't one of version 1. */
const SET: Readonly<Record<string, ((given: Entries) => Entries | undefined) | undefined>> = {
	settings: (given) => ifChanged(given, renamed(given, namesOf(SETTINGS))),
	chatwoot: (given) => ifChanged(given, renamed(given, namesOf(CHATWOOT))),
	webhook: (given) =>
		wrapped('webhook', given, (inner) =>
			renamed(new Map([['enabled', literal(true)], ...inner]), WEBHOOK),
		),
	...Object.fromEntries(
		TRANSPORTS.map((name) => [name, (given: Entries) => wrapped(name, given)] as const),
	),
	proxy: (given) => {
		const proxy = given.get('proxy');
		if (proxy?.kind !== 'object') return undefined;
		return new Map([...without(given, ['proxy']), ...proxy.entries]);
	},
};

/** Removes keys from early documentation of version 2, which the server ignores. */
function withoutIgnored(given: Entries, webhook: Entries): NewerSettings {
	const dropped = ['webhookByEvents', 'webhookBase64'].filter((key) => webhook.has(key));
	const entries = new Map([...given, ['webhook', object(without(webhook, dropped))] as const]);
	return { entries, wasOld: false, dropped };
}

function newInstance(given: Entries): NewerSettings {
	const names = {
		...namesOf(SETTINGS),
		...namesOf(['token', 'url', ...CHATWOOT].map((key) => `chatwoot_${key}`)),
	};
	let entries = renamed(given, names);
	entries = withWebhook(entries);
	for (const name of TRANSPORTS) entries = withTransport(entries, name);
	const proxy = entries.get('proxy');
	if (proxy?.kind === 'object') {
		const flat = [...proxy.entries].map(
			([key, value]) => [inCamelCase(`proxy_${key}`), value] as const,
		);
		entries = new Map([...without(entries, ['proxy']), ...flat]);
	}
	// Evolution API 1 connected a phone by default, but version 2 rejects a body without an integration.
	const integration = entries.get('integration') ?? literal(BY_QR_CODE);
	const isPhone = integration.kind === 'literal' && integration.value === BY_QR_CODE;
	const newer = new Map([...entries, ['integration', integration] as const]);
	// If `qrcode` is missing, the server doesn't connect the instance at once, but our node would.
	if (isPhone && !newer.has('qrcode')) newer.set('qrcode', literal(false));
	const isNamed = given.has('integration');
	return { entries: newer, wasOld: !isNamed || ifChanged(given, entries) !== undefined };
}

/** Converts the webhook of version 1. Without a URL, its other keys had no effect. */
function withWebhook(given: Entries): Entries {
	const url = given.get('webhook');
	if (url?.kind === 'object') return given;
	const old = ['webhook', 'events', ...Object.keys(WEBHOOK)];
	const inner = [...given].filter(([key]) => key !== 'webhook' && old.includes(key));
	const rest = without(given, old);
	if (url === undefined || isEmpty(url)) return rest;
	const webhook = renamed(new Map([['enabled', literal(true)], ['url', url], ...inner]), WEBHOOK);
	return new Map([...rest, ['webhook', object(known(webhook))]]);
}

/** Converts, for example, `websocket_enabled: true` to `websocket: {enabled: true}`. An expression stays unchanged. */
function withTransport(given: Entries, name: string): Entries {
	const [enabled, events] = [given.get(`${name}_enabled`), given.get(`${name}_events`)];
	if (enabled !== undefined && enabled.kind !== 'literal') return given;
	const rest = without(given, [`${name}_enabled`, `${name}_events`]);
	if (enabled?.value !== true) return rest;
	const inner = new Map([
		['enabled', enabled as Value],
		...(events ? [['events', events] as const] : []),
	]);
	return new Map([...rest, [name, object(known(inner))]]);
}

function wrapped(
	name: string,
	given: Entries,
	inside = (inner: Entries): Entries => inner,
): Entries | undefined {
	return given.has(name) ? undefined : new Map([[name, object(known(inside(given)))]]);
}

function known(given: Entries): Entries {
	const events = given.get('events');
	if (events?.kind !== 'list') return given;
	const items = events.items.filter(
		(item) => item.kind !== 'literal' || !EVENTS_GONE.includes(String(item.value)),
	);
	return new Map([...given, ['events', { kind: 'list', items }]]);
}

const renamed = (given: Entries, names: Readonly<Record<string, string>>): Entries =>
	new Map([...given].map(([key, value]) => [names[key] ?? key, value]));

const ifChanged = (given: Entries, newer: Entries) =>
	[...given.keys()].join() === [...newer.keys()].join() ? undefined : newer;

const namesOf = (names: readonly string[]) =>
	Object.fromEntries(names.map((name) => [name, inCamelCase(name)]));

const inCamelCase = (name: string) =>
	name.replace(/_(.)/g, (_whole, letter: string) => letter.toUpperCase());

const without = (given: Entries, keys: readonly string[]): Entries =>
	new Map([...given].filter(([key]) => !keys.includes(key)));

const object = (entries: Entries): Value => ({ kind: 'object', entries });

const isEmpty = (value: Value) =>
	value.kind === 'literal' && (value.value === '' || value.value === null);
