import type { IDataObject } from 'n8n-workflow';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { RequestFailure, type Failure } from '../../errors/failure';
import { noInstance } from '../../errors/missing';
import { asRecord, asRecords, textOrNull } from '../../core/values/answer';
import { BoundedMap } from '../../core/values/boundedMap';
import type { Connection, Request, Result, ServerAdapter, Target, UnreadWebhook } from '../adapter';
import type { WebhookRecord } from '../records';
import {
	subscribedGoEvents,
	isInEveryVersion,
	neverSent,
	subscriptionWords,
} from './events/eventNames';
import { readData, forgetTokens, fetchToken } from './request';

/** Returns a failure for unknown events, as other servers do. This server silently accepts them. */
function unknownEvents({ enabled, events }: WebhookRecord): Failure | undefined {
	const names = enabled ? neverSent(events) : [];
	if (names.length === 0) return undefined;
	return {
		message: `Evolution Go has no event ${names.join(', ')}`,
		description: 'Remove it from the events.',
		nothingDone: true,
		unknownEvents: names.map((name) => events.indexOf(name)),
	};
}

// Evolution Go can't send custom HTTP headers with a webhook. Instead, n8n adds the headers to the address, as a query.

/** Prefix of the query parameters, at the end of the webhook's address, that contain headers. */
const MARK = 'header.';

const BEGINNING = /[?&]header\./;

/**
 * Adds headers to a webhook's address, e.g. `?header.name=text`. If the address contains a `#`, deliveries lack the headers.
 * @param headers with text values; if there are none, the address stays unchanged
 */
export function addressWith(url: string, headers: Readonly<Record<string, unknown>>): string {
	const parts = Object.entries(headers).map(
		([name, value]) => `${MARK}${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
	);
	if (parts.length === 0) return url;
	return `${url}${url.includes('?') ? '&' : '?'}${parts.join('&')}`;
}

/** Header with the time (Unix ms) when n8n set the webhook. */
const AT_HEADER = 'x-evolution-hub-at';

/** The webhook's address while the webhook is off. Some server versions ignore an empty address. */
const OFF = 'disabled';

/** @param at time for {@link AT_HEADER}, Unix ms */
function addressToSet({ enabled, url, headers }: WebhookRecord, at: number): string {
	if (!enabled) return OFF;
	const isOurs = Object.keys(headers).length > 0;
	return addressWith(url, isOurs ? { ...headers, [AT_HEADER]: at } : headers);
}

/** Returns the time (Unix ms) at which the webhook's address was set, from a delivery's headers; 0 if they don't contain it. */
const readWrittenAt = ({ [AT_HEADER]: at }: Readonly<Record<string, unknown>>): number =>
	Number(at ?? 0) || 0;

function withoutTime(headers: Readonly<Record<string, string>>): Record<string, string> {
	const rest = { ...headers };
	delete rest[AT_HEADER];
	return rest;
}

export function splitAddress(address: string): {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
} {
	const position = address.search(BEGINNING);
	if (position < 0) return { url: address, headers: {} };
	const query = Object.fromEntries(new URLSearchParams(address.slice(position + 1)));
	return { url: address.slice(0, position), headers: headersInQuery(query) };
}

/** Ignores a name that appears twice, and values that aren't texts. */
export const headersInQuery = (query: Readonly<IDataObject>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(query).flatMap(([name, value]) => {
			const text = name.startsWith(MARK) ? textOrNull(value) : null;
			return text === null ? [] : [[name.slice(MARK.length).toLowerCase(), text]];
		}),
	);

// With an instance's token alone, n8n can set the instance's webhook, but not read it. So this process remembers each webhook
// that it sets. It learns about other webhooks from the server's deliveries: their URL contains the list of subscribers.

const NOT_READ: Failure = {
	message: 'The token of an instance cannot read the webhook of the instance',
	description:
		'Enter the Global API Key of the server in the credential, too. Or publish a workflow with the trigger in this n8n, or wait until a published one gets an event: n8n then knows the webhook.',
	nothingDone: true,
};

interface Known {
	readonly record: WebhookRecord | null;
	/** When the webhook was set, Unix ms, by the clock of the process that set it. */
	readonly at: number;
	readonly mustSet: boolean;
	readonly account?: string;
}

const MOST_WEBHOOKS = 5_000;

const webhooks = new BoundedMap<Known>(MOST_WEBHOOKS);

const hashConnection = ({ baseUrl, apiKey }: Connection): string =>
	createHash('sha256')
		.update(JSON.stringify([baseUrl, apiKey]))
		.digest('base64url');

type Webhook = ServerAdapter['webhook'];

function webhookBy(id: string): Pick<Webhook, 'find' | 'set'> {
	const find: Webhook['find'] = async () => {
		const current = webhooks.get(id);
		return await Promise.resolve(current ?? { failure: NOT_READ });
	};
	const set: Webhook['set'] = async (trySend, instance, setting) => {
		const failure = unknownEvents(setting);
		if (failure !== undefined) return { failure };
		const at = Date.now();
		const words = setting.enabled ? subscriptionWords(setting.events) : [];
		const result = await trySend({
			method: 'POST',
			path: '/instance/connect',
			instance,
			body: { webhookUrl: addressToSet(setting, at), subscribe: words },
			idempotent: false,
		});
		noteResult(id, result, { ...setting, events: subscribedGoEvents(words) }, at);
		return result;
	};
	return { find, set };
}

function noteResult(id: string, result: Result, setting: WebhookRecord, at: number): void {
	const current = webhooks.get(id);
	if ('failure' in result) {
		// The request may have reached the server, so the webhook's state is unknown.
		if (current !== undefined && result.failure.nothingDone !== true)
			webhooks.set(id, { ...current, mustSet: true });
		return;
	}
	const account = textOrNull(asRecord(readData(result.body)).jid) ?? current?.account;
	webhooks.set(id, { record: setting.enabled ? setting : null, at, mustSet: false, account });
}

/**
 * Returns the account's JID. Only the route that sets the webhook returns it, so this sets the same webhook again.
 * @returns undefined if this process doesn't know the webhook
 */
export async function accountOfToken(
	{ connection, instance }: Target,
	trySend: Parameters<Webhook['set']>[0],
): Promise<string | undefined> {
	const id = hashConnection(connection);
	const { record, account } = webhooks.get(id) ?? {};
	if (account === undefined && record) {
		const result = await webhookBy(id).set(trySend, instance, record);
		if ('failure' in result) throw new RequestFailure(result.failure);
	}
	return webhooks.get(id)?.account;
}

function unreadWebhook({
	context,
	connection,
}: Pick<Target, 'context' | 'connection'>): UnreadWebhook | undefined {
	if (connection.globalKey !== undefined) return undefined;
	const id = hashConnection(connection);
	const { apiKey } = connection;
	return {
		...webhookBy(id),
		get key() {
			const purpose = `n8n ${context.getInstanceId()} listens`;
			return createHmac('sha256', apiKey).update(purpose).digest('base64url');
		},
		get isKnown() {
			return webhooks.has(id);
		},
		replace() {
			if (!webhooks.has(id)) webhooks.set(id, { record: null, at: 0, mustSet: true });
		},
		noteDelivered({ url, headers, events }) {
			const at = readWrittenAt(headers);
			const current = webhooks.get(id);
			// A repeated delivery may have an outdated `url`.
			if (current !== undefined && current.at >= at) return;
			const record = {
				url,
				enabled: true,
				events: subscribedGoEvents(subscriptionWords(events())),
				headers: withoutTime(headers),
				byEvents: false,
				base64: false,
			};
			webhooks.set(id, { ...current, record, at, mustSet: false });
		},
	};
}

/** Maximum bytes of the subscriber list in a webhook's address. Servers limit addresses: nginx to 8 KB, Node to 16 KB. */
const ADDRESS_ROOM = 6 * 1024;

const WAYS = ['rabbitmqEnable', 'websocketEnable', 'natsEnable'] as const;

const ON = 'enabled';

/** Compares two secrets in constant time, whatever their lengths. */
function isSame(secret: string, token: string): boolean {
	const [left, right] = [secret, token].map((text) => createHash('sha256').update(text).digest());
	return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

type TrySend = (request: Request) => Promise<Result>;

/** Only `GET /instance/all` returns an instance's webhook and subscribed events. */
async function findRow(
	trySend: TrySend,
	instance: string,
): Promise<{ readonly row: IDataObject } | { readonly failure: Failure }> {
	const result = await trySend({
		method: 'GET',
		path: '/instance/all',
		idempotent: true,
		instance,
	});
	if ('failure' in result) return result;
	const row = asRecords(readData(result.body)).find(
		({ name, id }) => instance !== '' && (name === instance || id === instance),
	);
	return row === undefined ? { failure: noInstance(instance) } : { row };
}

const storedWords = ({ events }: IDataObject): string[] =>
	(textOrNull(events) ?? '').split(',').filter((word) => word !== '');

function toWebhookRecord(row: IDataObject): WebhookRecord | null {
	const address = textOrNull(row.webhook);
	if (address === null || address === OFF) return null;
	const { url, headers } = splitAddress(address);
	const events = subscribedGoEvents(storedWords(row));
	return {
		url,
		enabled: true,
		events,
		headers: withoutTime(headers),
		byEvents: false,
		base64: false,
	};
}

/** RabbitMQ, WebSocket and NATS use the webhook's list of events. They would miss events that n8n removes from the list. */
function wordsToSet(row: IDataObject, { enabled, events, headers }: WebhookRecord): string[] {
	const words = enabled ? subscriptionWords(events) : [];
	const isOurs = Object.keys(headers).length > 0 || !enabled;
	const isShared = WAYS.some((way) => row[way] === ON);
	return [...new Set([...words, ...(isOurs && isShared ? storedWords(row) : [])])];
}

/**
 * Only `POST /instance/connect` sets the webhook. Up to 0.7.2, it clears missing fields, so each request contains all of them.
 * Log-out events (before 0.7.2, also QR codes) arrive at the address that was set when the server's WhatsApp client started.
 */
export const goWebhook: ServerAdapter['webhook'] = {
	async find(trySend, instance) {
		const search = await findRow(trySend, instance);
		return 'failure' in search ? search : { record: toWebhookRecord(search.row) };
	},

	async set(trySend, instance, setting) {
		const failure = unknownEvents(setting);
		if (failure !== undefined) return { failure };
		const lookup = await findRow(trySend, instance);
		if ('failure' in lookup) return lookup;
		const { row } = lookup;
		const ways = Object.fromEntries(WAYS.map((way) => [way, textOrNull(row[way]) ?? '']));
		return await trySend({
			method: 'POST',
			path: '/instance/connect',
			instance,
			body: {
				webhookUrl: addressToSet(setting, Date.now()),
				subscribe: wordsToSet(row, setting),
				...ways,
			},
			idempotent: false,
		});
	},

	addressRoom: ADDRESS_ROOM,

	secret: {
		in: (body) => textOrNull(asRecord(body).instanceToken),

		/** The instance may have been recreated with another token. */
		async isRight(target, candidate) {
			if (isSame(candidate, await fetchToken(target))) return true;
			return forgetTokens(target) && isSame(candidate, await fetchToken(target));
		},
	},

	isForgottenAtLogOut: true,

	unread: unreadWebhook,

	/** Doesn't check events that some servers lack: before 0.7.2, there's no `PICTURE`. */
	sends: (current, events) =>
		current.includes('ALL') ||
		subscriptionWords(events).every((word) => !isInEveryVersion(word) || current.includes(word)),
};
