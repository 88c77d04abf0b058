import { sleep, type IWebhookFunctions } from 'n8n-workflow';

import type { Connection } from '../core/server/adapter';
import { clockSkew, knowsClockSkew } from '../core/server/clock';
import type { Delivery } from '../events';
import { isClearlyLater, isOlderThanQuestion, isDeliveredBefore, type StoredMessage } from './age';
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
	{ message }: Delivery,
	{ connection, deliveredAt }: Authentic,
): Promise<boolean> {
	const sentAt = message?.seconds ?? NaN;
	const now = Math.floor(Date.now() / 1000 + leadThen);
	const isSigned = deliveredAt !== undefined;
	const age = { askedAt, sentAt, deliveredAt: deliveredAt ?? now, isSigned, serverLead: leadThen };
	if (isDeliveredBefore(age)) return true;
	if (!Number.isFinite(sentAt) || isClearlyLater(age)) return false;
	const stored = await latestStored(context, connection, instance);
	const lead = knowsClockSkew(connection) ? clockSkew(connection) / 1000 : leadThen;
	return isOlderThanQuestion({ ...age, serverLead: lead }, stored);
}

/** The messages that the instance received last; none if the server does not answer in time. */
async function latestStored(
	context: IWebhookFunctions,
	connection: Connection,
	instance: string,
): Promise<StoredMessage[]> {
	const { store } = connection.server;
	const reading = store.newest({ context, connection, instance }, READ).catch(() => []);
	const kept = (await Promise.race([reading, sleep(READ_MS)])) ?? [];
	return kept
		.filter(({ fromMe, isEdited }) => !fromMe && !isEdited)
		.map(({ storedAt, seconds }) => ({ storedAt, delay: storedAt - seconds }))
		.filter(({ delay }) => Number.isFinite(delay))
		.sort((a, b) => b.storedAt - a.storedAt)
		.slice(0, COUNTED);
}
