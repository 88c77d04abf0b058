import type { Json } from '../core/data';
import { isObject } from '../core/values';

interface WebsocketConfig {
	/** `WEBSOCKET_GLOBAL_EVENTS`: every event of every instance is also sent to the namespace `/` */
	globalEvents: boolean;
	/** `WEBSOCKET_ALLOWED_HOSTS`, from 2.3.3 on: IP addresses that need no key; `*` stands for all of them */
	allowedHosts: string[];
	/** how often the server pings, and how long it waits for the answer; changes only affect new sessions */
	pingMs: number;
	pongMs: number;
}

export interface DeliveryConfig {
	/** the last tick of a message: `none` (it never leaves), `sent` (one tick: the other phone is off), `delivered` (two ticks) */
	ticks: (typeof TICKS)[number];
	/** kinds of receivers that WhatsApp refuses: the server answers 201, and then sends an update ERROR without a reason */
	refuses: (typeof REFUSES)[number];
	/** exceptions for messages to these JIDs: refused, or accepted with late ticks */
	addresses: Record<string, 'refused' | 'late'>;
	/** milliseconds until messages to `late` addresses get their ticks; Evolution Go reports a time-out for such messages */
	lateMs: number;
	/** how many people without a chat may get a message within a day, before more are refused; null: any number */
	newContacts: number | null;
	refusedAfterMs: number;
	/** the account is banned if it exceeds one of these limits within an hour; null: never */
	bannedAbove: BanLimits | null;
}

interface BanLimits {
	lookUps: number;
	/** how many people without a chat may get a message */
	strangers: number;
	/** how many chats may get the same text */
	sameText: number;
}

const LINKING = ['works', 'refusedByPhone', 'clientOutdated'] as const;
const TICKS = ['none', 'sent', 'delivered'] as const;
const REFUSES = ['nobody', 'strangers', 'numbers', 'lids', 'everybody'] as const;

export type ServerKind = 'api' | 'go';

/** The real server waits longer than these defaults. REFERENCE.md lists the real times. */
interface GoConfig {
	/** lifetime of a QR code, and how many the server shows (`QRCODE_MAX_COUNT`; 0: no limit) */
	qrMs: number;
	qrMax: number;
	/** how long a request waits after starting a client, and the pause between attempts to reach a disconnected client */
	startMs: number;
	retryMs: number;
	/** how long the server waits if WhatsApp doesn't answer a request */
	queryMs: number;
	/** events contain files (`WEBHOOK_FILES`) */
	webhookFiles: boolean;
	/** the server looks a number up on WhatsApp before it sends (`CHECK_USER_EXISTS`) */
	checkUserExists: boolean;
	/** the server can't reach WhatsApp, so no client can be started */
	offline: boolean;
	/** the webhook for all instances (`WEBHOOK_URL`) */
	globalWebhook: string;
	/** URL at which browsers reach the server (`PASSKEY_PUBLIC_URL`); empty if it isn't set */
	passkeyPublicUrl: string;
	/** as in unreleased code of the server, `connect` leaves settings unchanged that are missing or empty in the request */
	partialSettings: boolean;
}

/** Settings for `POST /_sim/config`. Times are in milliseconds. */
export interface Config {
	readonly server: ServerKind;
	/** version that `GET /` returns; 2.4.0 and later have the license check and the new routes */
	version: string;
	go: GoConfig;
	/** false for a 2.4 server without an active license */
	licensed: boolean;
	latencyMs: number;
	/** numbers that aren't on WhatsApp (for Business, the Graph API refuses them) */
	unknownNumbers: string[];
	/** phone numbers by LID, as stored in the server's table `IsOnWhatsapp`; used from 2.3.6 on */
	rowsOfLids: Record<string, string>;
	/** pauses between the attempts to deliver to a webhook (one fewer than attempts), and the time limit of each attempt */
	webhookRetry: { delaysMs: number[]; timeoutMs: number };
	/** bodies for webhooks contain the instance's token as `apikey` */
	exposeApikeyInWebhook: boolean;
	/** time from sending a message to its last automatic tick */
	ackDelayMs: number;
	delivery: DeliveryConfig;
	/**
	 * prevents linking a phone. `refusedByPhone`: the phone refuses the code, and the server doesn't notice. `clientOutdated`:
	 * WhatsApp refuses the client's version (405), so there is no QR code
	 */
	linking: (typeof LINKING)[number];
	/** how long the name of a deleted instance stays reserved */
	deleteDelayMs: number;
	/** how long the instance is disconnected after its picture or its privacy settings were changed */
	reloadMs: number;
	businessNumbers: string[];
	websocket: WebsocketConfig;
	/** phones send edits unencrypted, as they did until about May 2026 */
	plainEdits: boolean;
	/** in groups, an extra message with only the sender's key arrives before every third message */
	keyExchange: boolean;
	/** received messages have `messageContextInfo` with binary data in it, as most messages from phones do */
	deviceContext: boolean;
	/** parts of the server that are switched off: event transports, chatbot platforms, `chatwoot`, `s3`, `metrics` */
	disabled: string[];
	/** the database rejects new messages: the server sends them, but answers 400 and stores no row */
	storeFails: boolean;
	/** false if the server doesn't store the messages of Baileys instances (`DATABASE_SAVE_DATA_NEW_MESSAGE`) */
	storesMessages: boolean;
	/** false if the server doesn't store ticks of messages (`DATABASE_SAVE_MESSAGE_UPDATE`) */
	storesUpdates: boolean;
	databaseDown: boolean;
	/** `user:password` for the metrics; null if they need no login */
	metricsLogin: string | null;
	/** how far the server's clock is ahead of the machine's; may be negative */
	clockMs: number;
	/** how far WhatsApp's clock, which dates received messages, is ahead of the machine's; may be negative */
	whatsappClockMs: number;
	/** the message store returns messages of the same second in random order, as databases may do */
	looseOrder: boolean;
	/** maximum number of messages per instance; the oldest are removed first */
	maxMessages: number;
	/** maximum size of media per instance, in bytes; the oldest are removed first */
	maxMediaBytes: number;
}

const API_RETRY = {
	delaysMs: [5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1000),
	timeoutMs: 30_000,
};

/** Evolution Go makes up to five attempts, and sets no time limit for an answer. */
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

/** Returns the error, or undefined. */
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
 * Tells whether the simulated server is at least `version` (`2.4.0`). Suffixes such as `-rc2` don't count. In behavior that both
 * servers share, Evolution Go counts as the newest version of Evolution API.
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
