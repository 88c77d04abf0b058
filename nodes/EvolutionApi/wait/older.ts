import { sleep, type IDataObject, type IWebhookFunctions } from 'n8n-workflow';

import { isRecord } from '../core/server/answer';
import { knowsServerTime, serverLead } from '../core/server/clock';
import type { Connection } from '../core/server/connection';
import { secondsOf, STORE_PAGES, STORE_ROUTE } from '../core/server/messageStore';
import { trySend } from '../core/server/request';
import { fillRoute } from '../core/server/route';
import type { Delivery } from '../events';
import { recordOf } from '../events/values';
import { isClearlyLater, isOlderThanQuestion, isToldBefore, type Stored } from './age';
import type { WaitState } from './state';
import type { Authentic } from './verify';

/** Messages of all kinds: enough that some came in lately. */
const LOOKED_AT = 50;
/** After a clock was set, so many messages tell that it was. */
const COUNTED = 20;
/** Who passes the message on waits for eight seconds. */
const LOOK_MS = 5_000;

/** Whether a message was sent before the question was asked. Where the clocks seem wrong, the server's store tells how far. */
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
	const stored = await storedLately(context, connection, instance);
	const lead = knowsServerTime(connection) ? serverLead(connection) / 1000 : leadThen;
	return isOlderThanQuestion({ ...age, serverLead: lead }, stored);
}

/** The messages of the instance that came in last; none where the server does not say. */
async function storedLately(
	context: IWebhookFunctions,
	connection: Connection,
	instance: string,
): Promise<Stored[]> {
	const asked = trySend(context, connection, {
		method: 'POST',
		path: fillRoute(STORE_ROUTE, { instance }),
		retry: 'always',
		instance,
		body: { where: {}, ...STORE_PAGES.ask(1, LOOKED_AT) },
	});
	const result = await Promise.race([asked, sleep(LOOK_MS)]);
	const isAnswer = result !== undefined && 'body' in result;
	const records = isAnswer ? STORE_PAGES.records(result.body).filter(isRecord) : [];
	return records
		.filter(({ key }) => isRecord(key) && key.fromMe !== true)
		.map(storedOf)
		.filter(({ lead }) => Number.isFinite(lead))
		.sort((a, b) => b.at - a.at)
		.slice(0, COUNTED);
}

/** The server makes the id of a row from its clock, in milliseconds (cuid). */
const ROW_ID = /^c([0-9a-z]{8})[0-9a-z]{16}$/;

function storedOf({ id, messageTimestamp }: IDataObject): Stored {
	const at = parseInt(ROW_ID.exec(String(id))?.[1] ?? '', 36) / 1000;
	return { at, lead: at - secondsOf(messageTimestamp) };
}
