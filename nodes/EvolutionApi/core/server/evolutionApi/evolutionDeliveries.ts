import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf, textOrNull } from '../../values/answer';
import type { Deliveries, Delivery } from '../deliveries';
import { addressesOfChat } from './chatAddresses';
import { base64In, messageIn } from './deliveredMessage';
import { distinguishing } from './distinguishing';
import { FACTS } from './events';
import { voteUpdateIn } from './pollVotes';

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

type Envelope = Omit<Delivery, 'chat' | 'message' | 'facts' | 'entries' | 'vote' | 'qrCode'>;

function read(body: unknown): Delivery | undefined {
	if (!isRecord(body)) return undefined;
	const extra = Object.entries(body).filter(([key]) => !ENVELOPE.includes(key));
	const envelope: Envelope = {
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
	const entries = list.map((entry) => inOurWords({ ...envelope, data: entry }));
	return { ...inOurWords(envelope), entries };
}

function inOurWords(envelope: Envelope): Delivery {
	const { event, data, sender } = envelope;
	const message = messageIn(event, data, sender);
	const vote = voteUpdateIn(event, data);
	const picture = event === 'qrcode.updated' ? base64In(recordOf(recordOf(data).qrcode)) : null;
	return {
		...envelope,
		chat: addressesOfChat(data),
		message,
		facts: message === undefined ? FACTS.get(event)?.(data) : undefined,
		entries: [],
		vote: vote && inOurWords({ ...envelope, ...vote }),
		qrCode: picture ?? undefined,
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

	chatIn: addressesOfChat,

	distinguishing,

	forOtherWebhook(body, { url, base64 }) {
		if ('destination' in body) body.destination = url;
		const { message } = recordOf(body.data);
		if (!base64 && isRecord(message)) delete message.base64;
		return body;
	},
};
