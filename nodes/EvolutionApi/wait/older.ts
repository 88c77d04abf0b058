import { sleep, type IDataObject, type IWebhookFunctions } from 'n8n-workflow';

import type { Connection } from '../core/http/connection';
import { fillRoute } from '../core/http/route';
import { knowsServerTime, serverLead } from '../core/server/clock';
import { secondsOf, STORE_PAGES, STORE_ROUTE } from '../core/server/evolutionApi/messageStore';
import { trySend } from '../core/server/request';
import { isRecord, recordOf } from '../core/values/answer';
import type { Delivery } from '../events';
import { isClearlyLater, isOlderThanQuestion, isToldBefore, type StoredMessage } from './age';
import type { WaitState } from './state';
import type { Authentic } from './verify';

/** How many stored messages are read, sent ones included. */
const READ = 50;
/** How many of the latest received ones count: when a clock was set, older ones would mislead. */
const COUNTED = 20;
/** Must be less than the eight seconds that whoever passes the message on waits. */
const READ_MS = 5_000;

/** Whether a message was sent before the question was asked. If a clock seems wrong, the server's store shows by how much. */
export async function isOlder(
	context: IWebhookFunctions,
	{ instance, askedAt, serverLead: leadThen = 0 }: WaitState,
	{ data }: Delivery,
	{ connection, toldAt }: Authentic,
): Promise<boolean> {
	const sentAt = secondsOf(recordOf(data).messageTimestamp);
	const now = Math.floor(Date.now() / 1000 + leadThen);
	const isSigned = toldAt !== undefined;
	const age = { askedAt, sentAt, toldAt: toldAt ?? now, isSigned, serverLead: leadThen };
	if (isToldBefore(age)) return true;
	if (!Number.isFinite(sentAt) || isClearlyLater(age)) return false;
	const stored = await latestStored(context, connection, instance);
	const lead = knowsServerTime(connection) ? serverLead(connection) / 1000 : leadThen;
	return isOlderThanQuestion({ ...age, serverLead: lead }, stored);
}

/** The messages that the instance received last; none if the server does not answer in time. */
async function latestStored(
	context: IWebhookFunctions,
	connection: Connection,
	instance: string,
): Promise<StoredMessage[]> {
	const reading = trySend(context, connection, {
		method: 'POST',
		path: fillRoute(STORE_ROUTE, { instance }),
		retry: 'always',
		instance,
		body: { where: {}, ...STORE_PAGES.ask(1, READ) },
	});
	const result = await Promise.race([reading, sleep(READ_MS)]);
	if (result === undefined || 'failure' in result) return [];
	return STORE_PAGES.records(result.body)
		.filter(isRecord)
		.filter(({ key }) => isRecord(key) && key.fromMe !== true)
		.map(storedMessageOf)
		.filter(({ delay }) => Number.isFinite(delay))
		.sort((a, b) => b.storedAt - a.storedAt)
		.slice(0, COUNTED);
}

/** The ID of a row begins with the time by the server's clock, in milliseconds (cuid). */
const ROW_ID = /^c([0-9a-z]{8})[0-9a-z]{16}$/;

function storedMessageOf({ id, messageTimestamp }: IDataObject): StoredMessage {
	const storedAt = parseInt(ROW_ID.exec(String(id))?.[1] ?? '', 36) / 1000;
	return { storedAt, delay: storedAt - secondsOf(messageTimestamp) };
}
