import type { Json } from '../core/data';
import { isObject } from '../core/values';

interface WebsocketConfig {
	/** `WEBSOCKET_GLOBAL_EVENTS`: every event of every instance goes to the namespace `/`, too */
	globalEvents: boolean;
	/** `WEBSOCKET_ALLOWED_HOSTS`, from 2.3.3 on: addresses that need no key; `*`: all addresses */
	allowedHosts: string[];
	/** how often the server pings, and how long it waits for the answer; for new sessions */
	pingMs: number;
	pongMs: number;
}

/** WhatsApp's handling of messages that a phone sends. */
export interface DeliveryConfig {
	/** how far the ticks come: `none` (it never leaves), `sent` (one: their phone is off), `delivered` (two) */
	ticks: (typeof TICKS)[number];
	/** people or kinds of addresses that get no messages. The server answers 201, and an update ERROR without a reason follows */
	refuses: (typeof REFUSES)[number];
	/** result for messages to these JIDs, with priority over everything else: refused, or accepted with late ticks */
	addresses: Record<string, 'refused' | 'late'>;
	/** how much later; Evolution Go does not wait for WhatsApp that long */
	lateMs: number;
	/** people without a chat who may be messaged within a day, before others are refused; null: any number */
	newContacts: number | null;
	/** from sent to refused */
	refusedAfterMs: number;
	/** the account is banned if it exceeds one of these within an hour; null: never */
	bannedAbove: BanLimits | null;
}

interface BanLimits {
	/** numbers that were checked */
	lookUps: number;
	/** people without a chat that were written to */
	strangers: number;
	/** chats that got the same text */
	sameText: number;
}

const LINKING = ['works', 'refusedByPhone', 'clientOutdated'] as const;
const TICKS = ['none', 'sent', 'delivered'] as const;
const REFUSES = ['nobody', 'strangers', 'numbers', 'lids', 'everybody'] as const;

/** Which server is played. */
export type ServerKind = 'api' | 'go';

/** Settings for Evolution Go. Its own waits are longer than these: they are in the README. */
interface GoConfig {
	/** lifetime of a QR code, and how many the server shows (`QRCODE_MAX_COUNT`; 0: no limit) */
	qrMs: number;
	qrMax: number;
	/** how long a request waits for a client that it has started, and between attempts to reach a disconnected one */
	startMs: number;
	retryMs: number;
	/** how long an unanswered question to WhatsApp waits, such as one about "+5511…" */
	queryMs: number;
	/** files are in the events (`WEBHOOK_FILES`) */
	webhookFiles: boolean;
	/** the server asks WhatsApp for a number before it sends (`CHECK_USER_EXISTS`) */
	checkUserExists: boolean;
	/** the server cannot reach WhatsApp: no client can be started */
	offline: boolean;
	/** a webhook of the whole server (`WEBHOOK_URL`) */
	globalWebhook: string;
	/** where browsers reach the server (`PASSKEY_PUBLIC_URL`); empty: it was not set */
	passkeyPublicUrl: string;
	/** `connect` keeps missing and empty values, like code that isn't in a release yet */
	partialSettings: boolean;
}

/** Settings for `POST /_sim/config`. Times in milliseconds. */
export interface Config {
	/** set when the simulator starts */
	readonly server: ServerKind;
	/** version in GET /; from 2.4.0 on there are the license gate and the new routes */
	version: string;
	go: GoConfig;
	/** false: a 2.4 server that was not activated */
	licensed: boolean;
	/** added before every Evolution route */
	latencyMs: number;
	/** these numbers are not on WhatsApp (Business: the Graph API refuses them) */
	unknownNumbers: string[];
	/** numbers by LID that the server keeps in one row (`IsOnWhatsapp`): from 2.3.6 on it replaces the LID with the number */
	rowsOfLids: Record<string, string>;
	/** waits between webhook attempts (one more attempt than waits), and the time limit of each */
	webhookRetry: { delaysMs: number[]; timeoutMs: number };
	/** the instance's token as `apikey` in webhook bodies, as a server setting does it */
	exposeApikeyInWebhook: boolean;
	/** from sent to the last automatic tick */
	ackDelayMs: number;
	delivery: DeliveryConfig;
	/**
	 * prevents linking a phone: the phone refuses the code, which the server doesn't notice (`companion_reg_refresh`, or a passkey
	 * that it doesn't know), or WhatsApp refuses the version of the client (405), so that no code comes
	 */
	linking: (typeof LINKING)[number];
	/** how long a deleted instance's name stays reserved */
	deleteDelayMs: number;
	/** how long the connection is away after the profile picture or the privacy was changed */
	reloadMs: number;
	/** these numbers have a business profile */
	businessNumbers: string[];
	/** the server's settings of Socket.IO */
	websocket: WebsocketConfig;
	/** phones send edits unencrypted, as they did before about May 2026 */
	plainEdits: boolean;
	/** every third message of a group has an extra message before it, which contains only its sender's key */
	keyExchange: boolean;
	/** received messages have `messageContextInfo` with bytes in it, as most of a phone's do */
	deviceContext: boolean;
	/** parts of the server that are switched off: event transports, chatbot platforms, `chatwoot`, `s3`, `metrics` */
	disabled: string[];
	/** the database rejects new messages: they are sent, the answer is a 400, and there is no row */
	storeFails: boolean;
	/** false: the server keeps no messages of phones (`DATABASE_SAVE_DATA_NEW_MESSAGE`) */
	storesMessages: boolean;
	/** false: the server keeps no ticks of messages (`DATABASE_SAVE_MESSAGE_UPDATE`) */
	storesUpdates: boolean;
	/** nothing that reads or stores works */
	databaseDown: boolean;
	/** user and password of the metrics, as `user:password`; null: they are open */
	metricsLogin: string | null;
	/** how far the server's clock is ahead of the machine's; may be negative */
	clockMs: number;
	/** the same for WhatsApp's clock, which dates everything that others send */
	whatsappClockMs: number;
	/** the message store returns messages of the same second in random order, as a database may */
	looseOrder: boolean;
	/** per instance; the oldest go first */
	maxMessages: number;
	/** bytes of media kept per instance; the oldest go first */
	maxMediaBytes: number;
}

const API_RETRY = {
	delaysMs: [5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1000),
	timeoutMs: 30_000,
};

/** Evolution Go tries five times after any answer, without a time limit. */
const GO_RETRY = { delaysMs: Array<number>(4).fill(30_000), timeoutMs: 0 };

const NEWEST = { api: '2.3.7', go: '0.7.2' } as const;

const defaultGoConfig = (): GoConfig => ({
	qrMs: 20_000,
	qrMax: 5,
	startMs: 200,
	retryMs: 50,
	queryMs: 500,
	webhookFiles: true,
	checkUserExists: true,
	offline: false,
	globalWebhook: '',
	passkeyPublicUrl: '',
	partialSettings: false,
});

export const defaultConfig = (version?: string, server: ServerKind = 'api'): Config => ({
	...commonConfig(version ?? NEWEST[server], server),
	...(server === 'go' && { webhookRetry: { ...GO_RETRY } }),
});

const commonConfig = (version: string, server: ServerKind): Config => ({
	server,
	version,
	go: defaultGoConfig(),
	licensed: true,
	latencyMs: 0,
	unknownNumbers: [],
	rowsOfLids: {},
	webhookRetry: { ...API_RETRY },
	exposeApikeyInWebhook: false,
	ackDelayMs: 300,
	delivery: {
		ticks: 'delivered',
		refuses: 'nobody',
		addresses: {},
		lateMs: 60_000,
		newContacts: null,
		refusedAfterMs: 5,
		bannedAbove: null,
	},
	linking: 'works',
	deleteDelayMs: 300,
	reloadMs: 300,
	businessNumbers: [],
	websocket: {
		globalEvents: false,
		allowedHosts: ['127.0.0.1', '::1', '::ffff:127.0.0.1'],
		pingMs: 25_000,
		pongMs: 20_000,
	},
	plainEdits: false,
	keyExchange: true,
	deviceContext: false,
	disabled: ['kafka', 'nats', 'rabbitmq', 'sqs', 's3', 'metrics'],
	storeFails: false,
	storesMessages: true,
	storesUpdates: true,
	databaseDown: false,
	metricsLogin: null,
	clockMs: 0,
	whatsappClockMs: 0,
	looseOrder: false,
	maxMessages: 20_000,
	maxMediaBytes: 512 * 1024 * 1024,
});

const isNumber = (value: unknown): value is number =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0;

const numbers = [
	'latencyMs',
	'ackDelayMs',
	'deleteDelayMs',
	'reloadMs',
	'maxMessages',
	'maxMediaBytes',
] as const;

/** Applies the changes in `patch`. Returns the error, or undefined. */
export function mergeConfig(config: Config, patch: unknown): string | undefined {
	if (!isObject(patch)) return 'The body must be an object';
	const unknown = Object.keys(patch).find((key) => !Object.hasOwn(config, key));
	if (unknown !== undefined) return `There is no setting "${unknown}"`;
	for (const key of numbers) {
		if (patch[key] === undefined) continue;
		if (!isNumber(patch[key])) return `"${key}" must be a number`;
		config[key] = patch[key];
	}
	for (const key of ['clockMs', 'whatsappClockMs'] as const) {
		if (patch[key] === undefined) continue;
		if (!Number.isFinite(patch[key])) return `"${key}" must be a number`;
		config[key] = Number(patch[key]);
	}
	if (patch.linking !== undefined) {
		const linking = LINKING.find((one) => one === patch.linking);
		if (linking === undefined) return `"linking" is one of ${LINKING.join(', ')}`;
		config.linking = linking;
	}
	if (typeof patch.version === 'string') config.version = patch.version;
	if (typeof patch.metricsLogin === 'string' || patch.metricsLogin === null) {
		config.metricsLogin = patch.metricsLogin;
	}
	if (typeof patch.databaseDown === 'boolean') config.databaseDown = patch.databaseDown;
	if (typeof patch.storeFails === 'boolean') config.storeFails = patch.storeFails;
	if (typeof patch.storesMessages === 'boolean') config.storesMessages = patch.storesMessages;
	if (typeof patch.storesUpdates === 'boolean') config.storesUpdates = patch.storesUpdates;
	if (typeof patch.licensed === 'boolean') config.licensed = patch.licensed;
	for (const key of ['deviceContext', 'plainEdits', 'keyExchange'] as const) {
		if (typeof patch[key] === 'boolean') config[key] = patch[key];
	}
	if (typeof patch.looseOrder === 'boolean') config.looseOrder = patch.looseOrder;
	if (typeof patch.exposeApikeyInWebhook === 'boolean') {
		config.exposeApikeyInWebhook = patch.exposeApikeyInWebhook;
	}
	for (const key of ['unknownNumbers', 'businessNumbers', 'disabled'] as const) {
		const list = patch[key];
		if (Array.isArray(list)) config[key] = list.map(String);
	}
	if (isObject(patch.rowsOfLids)) {
		const rows = Object.entries(patch.rowsOfLids);
		config.rowsOfLids = Object.fromEntries(rows.map(([lid, number]) => [lid, String(number)]));
	}
	if (isObject(patch.websocket)) mergeWebsocket(config.websocket, patch.websocket);
	if (isObject(patch.go)) mergeGo(config.go, patch.go);
	const problem = isObject(patch.delivery) ? mergeDelivery(config, patch.delivery) : undefined;
	if (problem !== undefined) return problem;
	if (isObject(patch.webhookRetry)) {
		const { delaysMs, timeoutMs } = patch.webhookRetry;
		if (Array.isArray(delaysMs)) config.webhookRetry.delaysMs = delaysMs.filter(isNumber);
		if (isNumber(timeoutMs)) config.webhookRetry.timeoutMs = timeoutMs;
	}
	return undefined;
}

function mergeDelivery(config: Config, patch: Json): string | undefined {
	const next = { ...config.delivery, ...patch } as DeliveryConfig;
	const { newContacts, bannedAbove } = next;
	if (!TICKS.includes(next.ticks)) return `"delivery.ticks" is one of ${TICKS.join(', ')}`;
	if (!REFUSES.includes(next.refuses)) return `"delivery.refuses" is one of ${REFUSES.join(', ')}`;
	if (!isObject(next.addresses)) return '"delivery.addresses" must be an object';
	if (!isNumber(next.lateMs)) return '"delivery.lateMs" must be a number';
	if (!isNumber(next.refusedAfterMs)) return '"delivery.refusedAfterMs" must be a number';
	if (newContacts !== null && !isNumber(newContacts)) {
		return '"delivery.newContacts" is a number or null';
	}
	const limits = [bannedAbove?.lookUps, bannedAbove?.strangers, bannedAbove?.sameText];
	if (bannedAbove !== null && !limits.every(isNumber)) {
		return '"delivery.bannedAbove" is null, or has numbers for lookUps, strangers and sameText';
	}
	config.delivery = next;
	return undefined;
}

/** Applies settings that have the right type. */
function mergeGo(config: GoConfig, patch: Json): void {
	const entries = Object.entries(patch).filter(
		([key, value]) =>
			Object.hasOwn(config, key) && typeof value === typeof config[key as keyof GoConfig],
	);
	Object.assign(config, Object.fromEntries(entries));
}

function mergeWebsocket(config: WebsocketConfig, patch: Json): void {
	if (typeof patch.globalEvents === 'boolean') config.globalEvents = patch.globalEvents;
	if (Array.isArray(patch.allowedHosts)) config.allowedHosts = patch.allowedHosts.map(String);
	if (isNumber(patch.pingMs)) config.pingMs = patch.pingMs;
	if (isNumber(patch.pongMs)) config.pongMs = patch.pongMs;
}

/**
 * Tells whether the configured server is at least `version` (`2.4.0`); suffixes such as `-rc2` don't count. Behavior that both
 * kinds of server share is the same for Evolution Go as for this version of Evolution API.
 */
export const isAtLeast = (config: Config, version: string): boolean =>
	isVersion(config.server === 'go' ? NEWEST.api : config.version, version);

export function isVersion(played: string, version: string): boolean {
	const parts = (text: string) => text.split('-')[0].split('.').map(Number);
	const [have, want] = [parts(played), parts(version)];
	for (let index = 0; index < want.length; index++) {
		const difference = (have[index] || 0) - want[index];
		if (difference !== 0) return difference > 0;
	}
	return true;
}

export const isDisabled = ({ disabled }: Config, feature: string) => disabled.includes(feature);
