import type { IDataObject } from 'n8n-workflow';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { RequestFailure, type Failure } from '../../errors/failure';
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

/** The server takes events that it does not know without a word: they are refused as other servers refuse them. */
function unknownEvents({ enabled, events }: WebhookRecord): Failure | undefined {
	const unknown = enabled ? neverSent(events) : [];
	if (unknown.length === 0) return undefined;
	return {
		message: `Evolution Go has no event ${unknown.join(', ')}`,
		description: 'Remove it from the events.',
		nothingDone: true,
		unknownEvents: unknown.map((name) => events.indexOf(name)),
	};
}

// Webhooks of Evolution Go have no headers: they stand in the query of the address, which comes back with every delivery.

/** Before the name of each of them, after all that the address has of its own. */
const MARK = 'header.';

const BEGINNING = /[?&]header\./;

/**
 * Behind a `#` they stay with the server, which sends nothing of it: so with an execution that waits, whose address n8n has
 * signed as it is.
 * @param headers texts; without any, the address stays as it is
 */
export function addressWith(url: string, headers: Readonly<Record<string, unknown>>): string {
	const parts = Object.entries(headers).map(
		([name, value]) => `${MARK}${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
	);
	if (parts.length === 0) return url;
	return `${url}${url.includes('?') ? '&' : '?'}${parts.join('&')}`;
}

/** When the address was set: what the server delivers again may come by an older one. */
const AT_HEADER = 'x-evolution-hub-at';

/** In the place of an address: events go nowhere. Servers that set only what they are told leave an address for "". */
const OFF = 'disabled';

/** The address of a webhook that is to be set. @param at Unix ms */
function addressToSet({ enabled, url, headers }: WebhookRecord, at: number): string {
	if (!enabled) return OFF;
	const isOurs = Object.keys(headers).length > 0;
	return addressWith(url, isOurs ? { ...headers, [AT_HEADER]: at } : headers);
}

/** @param headers of a delivery. @returns Unix ms; 0 if somebody has taken the time out of the address */
const readWrittenAt = ({ [AT_HEADER]: at }: Readonly<Record<string, unknown>>): number =>
	Number(at ?? 0) || 0;

/** Those that somebody has set, without the time. */
function withoutTime(headers: Readonly<Record<string, string>>): Record<string, string> {
	const rest = { ...headers };
	delete rest[AT_HEADER];
	return rest;
}

/** The address without them, and what they are. */
export function splitAddress(address: string): {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
} {
	const position = address.search(BEGINNING);
	if (position < 0) return { url: address, headers: {} };
	const query = Object.fromEntries(new URLSearchParams(address.slice(position + 1)));
	return { url: address.slice(0, position), headers: headersInQuery(query) };
}

/** Of a request to such an address. What is given twice, or is no text, is none. */
export const headersInQuery = (query: Readonly<IDataObject>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(query).flatMap(([name, value]) => {
			const text = name.startsWith(MARK) ? textOrNull(value) : null;
			return text === null ? [] : [[name.slice(MARK.length).toLowerCase(), text]];
		}),
	);

// With the token alone, a webhook can be set and never read. So this process keeps what it has set itself, and what the
// deliveries of the server show: the query of their address has the key and the list of all who listen.

const NOT_READ: Failure = {
	message: 'The token of an instance does not open what webhook the instance has',
	description:
		'Enter the Global API Key of the server in the credential, too. Or publish a workflow with the trigger in this n8n, or wait for its next event: then the webhook is known.',
	nothingDone: true,
};

interface Known {
	readonly record: WebhookRecord | null;
	/** When that was set, by the clock of who did it, Unix ms. */
	readonly at: number;
	/** It has to be set whatever it is. */
	readonly mustSet: boolean;
}

/** Tokens that one process listens with. */
const REMEMBERED = 5_000;

/** By server and token. */
const webhooks = new BoundedMap<Known>(REMEMBERED);
/** By server and token: the JID of the account, as the server says when the webhook is set. */
const accounts = new BoundedMap<string>(REMEMBERED);

const hashConnection = ({ baseUrl, apiKey }: Connection): string =>
	createHash('sha256')
		.update(JSON.stringify([baseUrl, apiKey]))
		.digest('base64url');

type Webhook = ServerAdapter['webhook'];

/** What sets and finds by what is known. */
function webhookBy(id: string): Pick<Webhook, 'find' | 'set'> {
	const find: Webhook['find'] = async () => {
		const known = webhooks.get(id);
		return await Promise.resolve(known ?? { failure: NOT_READ });
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
	if ('failure' in result) {
		const known = webhooks.get(id);
		// It may have arrived.
		if (known !== undefined && result.failure.nothingDone !== true)
			webhooks.set(id, { ...known, mustSet: true });
		return;
	}
	webhooks.set(id, { record: setting.enabled ? setting : null, at, mustSet: false });
	const jid = textOrNull(asRecord(readData(result.body)).jid);
	if (jid !== null) accounts.set(id, jid);
}

/**
 * The JID of the account, which only the route says that sets the webhook: where it is not known yet, the webhook is set as
 * it is.
 * @param trySend with the token
 * @returns undefined if this process does not know the webhook
 */
export async function accountOfToken(
	{ connection, instance }: Target,
	trySend: Parameters<Webhook['set']>[0],
): Promise<string | undefined> {
	const id = hashConnection(connection);
	const record = webhooks.get(id)?.record;
	if (!accounts.has(id) && record) {
		const result = await webhookBy(id).set(trySend, instance, record);
		if ('failure' in result) throw new RequestFailure(result.failure);
	}
	return accounts.get(id);
}

/**
 * Undefined with a global key. The key for deliveries is made of the token and of what only this n8n has, so that each of
 * its processes knows it, also after a kill, and nobody has to keep it.
 */
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
			const known = webhooks.get(id);
			// What the server tries again may come from an address that was there before.
			if (known !== undefined && known.at >= at) return;
			const record = {
				url,
				enabled: true,
				events: subscribedGoEvents(subscriptionWords(events())),
				headers: withoutTime(headers),
				byEvents: false,
				base64: false,
			};
			webhooks.set(id, { record, at, mustSet: false });
		},
	};
}

/** A server reads as much for an address as for all headers: nginx 8 KB, Node 16 KB. */
const ADDRESS_ROOM = 6 * 1024;

/** Other ways on which the server sends events, by the same words. A setting that is left out is emptied. */
const WAYS = ['rabbitmqEnable', 'websocketEnable', 'natsEnable'] as const;

const ON = 'enabled';

/** In constant time, whatever their lengths. */
function isSame(given: string, token: string): boolean {
	const [left, right] = [given, token].map((text) => createHash('sha256').update(text).digest());
	return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

type TrySend = (request: Request) => Promise<Result>;

const noInstance = (instance: string): Failure => ({
	message:
		instance === ''
			? 'It is not known which instance of Evolution Go is meant'
			: `The server has no instance "${instance}"`,
	description: 'Choose an instance from the list, or create it first with Instance → Create.',
	nothingDone: true,
	notFound: true,
});

/** `GET /instance/all` with the global key: no other route tells webhook and words. */
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

/** Ours bring what is asked, and leave the other ways all that they have. */
function wordsToSet(row: IDataObject, { enabled, events, headers }: WebhookRecord): string[] {
	const wanted = enabled ? subscriptionWords(events) : [];
	const isOurs = Object.keys(headers).length > 0 || !enabled;
	const isShared = WAYS.some((way) => row[way] === ON);
	return [...new Set([...wanted, ...(isOurs && isShared ? storedWords(row) : [])])];
}

/**
 * `POST /instance/connect` is the only writer. Up to 0.7.2 it empties what is left out, so it gets all of it back. QR codes
 * and the end of a client go to the address that was there when the client was started.
 */
export const goWebhook: ServerAdapter['webhook'] = {
	async find(trySend, instance) {
		const found = await findRow(trySend, instance);
		return 'failure' in found ? found : { record: toWebhookRecord(found.row) };
	},

	async set(trySend, instance, setting) {
		const failure = unknownEvents(setting);
		if (failure !== undefined) return { failure };
		const found = await findRow(trySend, instance);
		if ('failure' in found) return found;
		const { row } = found;
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

		/** The instance may have been made anew, with another token. */
		async isRight(target, named) {
			if (isSame(named, await fetchToken(target))) return true;
			return forgetTokens(target) && isSame(named, await fetchToken(target));
		},
	},

	isForgottenAtLogOut: true,

	unread: unreadWebhook,

	/** There may be more, of other ways; a word that the server does not know yet is dropped. */
	sends: (stored, wanted) =>
		stored.includes('ALL') ||
		subscriptionWords(wanted).every((word) => !isInEveryVersion(word) || stored.includes(word)),
};
