import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf, textOrNull } from '../../values/answer';
import type { Deliveries } from '../adapter';
import { type Delivery, once } from '../delivery';
import { addressesOfChat } from './chatAddresses';
import { base64In, messageIn } from './deliveredMessage';
import { distinguishing } from './distinguishing';
import { FACTS } from './events';
import { connectionChangeIn } from './events/connectionEvents';

/** Keys that do not belong in `extra`. `apikey` and `destination` (the address of a webhook) are dropped. */
const ENVELOPE = [
	'event',
	'instance',
	'data',
	'date_time',
	'sender',
	'server_url',
	'apikey',
	'destination',
];

type Envelope = Omit<Delivery, 'chat' | 'message' | 'facts' | 'entries' | 'connection' | 'qrCode'>;

function read(body: unknown): Delivery | undefined {
	if (!isRecord(body)) return undefined;
	const extra = Object.entries(body).filter(([key]) => !ENVELOPE.includes(key));
	const envelope: Envelope = {
		kind: 'evolutionApi',
		event: textOrNull(body.event) ?? 'unknown',
		instance: textOrNull(body.instance) ?? '',
		data: body.data ?? null,
		dateTime: textOrNull(body.date_time),
		sender: textOrNull(body.sender),
		serverUrl: textOrNull(body.server_url),
		extra: Object.fromEntries(extra),
	};
	const { data } = envelope;
	const list: unknown[] = Array.isArray(data) ? data : [];
	return inOurWords(envelope, () => list.map((entry) => inOurWords({ ...envelope, data: entry })));
}

/**
 * Read when somebody asks, and once: most deliveries are of no interest to anybody, some have thousands of entries, and
 * whether the server has sent them is not known yet.
 */
function inOurWords(envelope: Envelope, readEntries: () => Delivery[] = () => []): Delivery {
	const { event, data, sender } = envelope;
	const chat = once(() => addressesOfChat(data));
	const message = once(() => messageIn(event, data, sender));
	const facts = once(() => (message() === undefined ? FACTS.get(event)?.(data) : undefined));
	const entries = once(readEntries);
	const connection = once(() => connectionChangeIn(event, data));
	const qrCode = once(() =>
		event === 'qrcode.updated'
			? (base64In(recordOf(recordOf(data).qrcode)) ?? undefined)
			: undefined,
	);
	return {
		...envelope,
		get chat() {
			return chat();
		},
		get message() {
			return message();
		},
		get facts() {
			return facts();
		},
		get entries() {
			return entries();
		},
		get connection() {
			return connection();
		},
		get qrCode() {
			return qrCode();
		},
	};
}

export const evolutionDeliveries: Deliveries = {
	read,

	asSent: ({ event, instance, data, dateTime, sender, serverUrl, extra }) => ({
		...extra,
		event,
		instance,
		data: data as IDataObject,
		date_time: dateTime,
		sender,
		server_url: serverUrl,
	}),

	distinguishing,

	headersIn: (headers) => headers,

	neverTold: () => [],

	forOtherWebhook(body, { url, base64 }) {
		if ('destination' in body) body.destination = url;
		const { message } = recordOf(body.data);
		if (!base64 && isRecord(message)) delete message.base64;
		return body;
	},
};
