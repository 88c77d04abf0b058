import type { IDataObject } from 'n8n-workflow';

import { plainJid } from '../../core/values/addresses';
import { isRecord, asRecord, textOrNull, firstText } from '../../core/values/answer';
import type { Deliveries } from '../adapter';
import { once, type Delivery } from '../delivery';
import { callReaders, peopleReaders, groupReaders } from './events/people';
import { connectionReaders } from './events/connections';
import { neverSent, ownNameFor } from './events/eventNames';
import { messageParts, messageReaders, tickParts } from './events/messages';
import { headersInQuery } from './webhook';
import { readSender, type GoTold, type GoEnvelope, type GoReader } from './events/reader';

const READERS = new Map<string, GoReader>(
	Object.entries({
		...callReaders,
		...connectionReaders,
		...groupReaders,
		...messageReaders,
		...peopleReaders,
	}),
);

const findReader = (event: string | null): GoReader | undefined =>
	event === null ? undefined : READERS.get(event);

/** Keys left out of `extra`: three are read elsewhere, and the token, which is the instance's key, is never returned. */
const ENVELOPE = ['data', 'instance', 'instanceName', 'instanceToken'];

type Envelope = Pick<
	Delivery,
	'kind' | 'event' | 'instance' | 'data' | 'dateTime' | 'sender' | 'serverUrl' | 'extra'
>;

function read(body: unknown): Delivery | undefined {
	if (!isRecord(body)) return undefined;
	const { data, instance, instanceName } = body;
	const event = textOrNull(body.event);
	const reader = findReader(event);
	const record = asRecord(data);
	const isReadable = reader !== undefined && isRecord(data);
	const ownName = ownNameFor(event ?? 'unknown');
	const extra = Object.entries(body).filter(([key]) => !ENVELOPE.includes(key));
	const envelope: Envelope = {
		kind: 'evolutionGo',
		event: isReadable ? nameBy(reader, record) : ownName,
		instance: firstText(instanceName, instance) ?? '',
		data: data ?? null,
		dateTime: new Date(Date.now()).toISOString(),
		sender: readAccount(record),
		serverUrl: null,
		extra: Object.fromEntries(extra),
	};
	const readEntries = once(() => (isReadable ? [reader.read(record, around(body))].flat() : []));
	return toDelivery(envelope, readEntries);
}

const nameBy = ({ event }: GoReader, data: IDataObject): string =>
	typeof event === 'string' ? event : event(data);

const around = ({ instanceId, state }: IDataObject): GoEnvelope => ({
	instanceId: textOrNull(instanceId),
	state: textOrNull(state),
});

function readAccount({ Info, jid }: IDataObject): string | null {
	const info = asRecord(Info);
	const [own = ''] = info.IsFromMe === true ? readSender(info) : [];
	const account = plainJid(firstText(own, jid) ?? '');
	return account.endsWith('@s.whatsapp.net') ? account : null;
}

/** Returns a delivery that parses its content on first use, so rejecting a forged delivery costs little. */
function toDelivery(envelope: Envelope, readEntries: () => readonly GoTold[]): Delivery {
	const only = once((): Partial<GoTold> => {
		const [first, ...others] = readEntries();
		return first === undefined || others.length > 0 ? {} : first;
	});
	const entries = once(() => {
		const all = readEntries();
		return all.length > 1
			? all.map((part) => toDelivery({ ...envelope, data: part.data }, () => [part]))
			: [];
	});
	return {
		...envelope,
		get chat() {
			return only().chat ?? [];
		},
		get message() {
			return only().message;
		},
		get facts() {
			return only().facts;
		},
		get entries() {
			return entries();
		},
		get connection() {
			return only().connection;
		},
		get qrCode() {
			return only().qrCode;
		},
	};
}

/** Tells whether an event's data is unique: it contains a time, a message or a QR code, for example. */
const isSingular = ({ Data, Message, Timestamp, code }: IDataObject) =>
	isRecord(Data) || isRecord(Message) || firstText(Timestamp, code) !== null;

/** Time after which a repeated event without any ID, such as "typing", counts as new rather than as redelivered. */
const UNMARKED_WINDOW_MS = 5_000;

const isUnmarked: NonNullable<Deliveries['isUnmarked']> = ({ event, data }) => {
	const record = asRecord(data);
	return event !== 'messages.update' && messageParts(record) === undefined && !isSingular(record);
};

/**
 * Parts that identify an event:
 * - messages, edits and deletions: their own ID, and the chat
 * - ticks: IDs of the messages, the chat, the kind of tick, and its sender
 * - all others: a checksum of the data, and the time of arrival if another event may have the same data
 */
const distinguishing: Deliveries['distinguishing'] = ({ event, data, dateTime, extra }) => {
	const record = asRecord(data);
	const state = textOrNull(extra.state);
	if (event === 'messages.update') return { event, parts: tickParts(record, state) };
	const parts = messageParts(record);
	if (parts !== undefined) return { event, parts };
	const window = String(Math.floor(Date.parse(dateTime ?? '') / UNMARKED_WINDOW_MS));
	const beside = [isSingular(record) ? null : window, state].filter((part) => part !== null);
	return { event, parts: [...beside, data] };
};

const asSent: Deliveries['asSent'] = ({ instance, data, extra }) => ({
	...extra,
	data: data as IDataObject,
	instanceName: instance,
});

/** Omits the file, and the details of the whole group that come with each group message. */
function toRemember(delivery: Delivery): IDataObject {
	const data = asRecord(delivery.data);
	const Message = { ...asRecord(data.Message), base64: undefined };
	return asSent({ ...delivery, data: { ...data, Message, groupData: undefined } });
}

export const goDeliveries: Deliveries = {
	read,

	asSent,

	toRemember,

	distinguishing,

	isUnmarked,
	tries: { count: 5, everyMs: 30_000 },

	readHeaders: (headers, query) => ({ ...headers, ...headersInQuery(query) }),

	neverSent,

	/** All webhooks of an instance get the same body. */
	forOtherWebhook: (body) => body,
};
