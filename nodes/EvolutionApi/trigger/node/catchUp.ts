import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/answer';
import { readPages } from '../../core/paging';
import { send } from '../../core/request';
import { fillRoute } from '../../core/route';
import { secondsOf } from '../../fields/filters';
import { wasTaken, withTaken } from '../hub';
import { eventIdOf, parseDelivery } from '../index';
import { outputsFor } from './items';
import type { Living } from './living';
import { registered } from './registration';

const PAGE = 100;
const HOUR_MS = 3_600_000;
/** The clocks of WhatsApp and of n8n differ, and messages take their time. */
const OVERLAP_MS = 60_000;

/**
 * Starts the workflow for the messages that arrived while n8n was away, in their order, each once. The
 * server's message store is all there is: other events cannot be had again. Never throws.
 * @param lastEventAt Unix time in milliseconds; 0: nothing was ever received
 */
export async function catchUp(entry: Living, lastEventAt: number): Promise<void> {
	const { context, settings, instance } = entry;
	const { catchUp: isWanted, catchUpHours } = settings.options;
	if (!isWanted || lastEventAt === 0 || !settings.events.includes('MESSAGES_UPSERT')) return;
	const since = Math.max(lastEventAt - OVERLAP_MS, Date.now() - catchUpHours * HOUR_MS);
	try {
		const records = await messagesSince(entry, since);
		for (const record of records) {
			const delivery = parseDelivery({ event: 'messages.upsert', instance, data: record });
			if (delivery === undefined || !settings.passes(delivery)) continue;
			const eventId = eventIdOf(delivery);
			const url = registered(context, false).url ?? '';
			if (wasTaken(entry.memory, eventId, url)) continue;
			entry.memory = withTaken(entry.memory, eventId, [url], Date.now());
			context.emit(await outputsFor(context, settings, delivery, async () => entry));
		}
	} catch (error) {
		context.logger.warn('The messages that arrived meanwhile could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** What others wrote since then, oldest first. `POST /chat/findMessages/{instance}` */
async function messagesSince(
	{ context, connection, instance }: Living,
	since: number,
): Promise<IDataObject[]> {
	const path = fillRoute('/chat/findMessages/{instance}', { instance });
	const messageTimestamp = {
		gte: new Date(since).toISOString(),
		lte: new Date(Date.now() + HOUR_MS).toISOString(),
	};
	const paging = {
		size: PAGE,
		ask: (page: number, size: number) => ({ page, offset: size }),
		records: (answer: unknown) => {
			const messages = isRecord(answer) && isRecord(answer.messages) ? answer.messages : {};
			return Array.isArray(messages.records) ? messages.records : [];
		},
		keep: ({ key, messageTimestamp: time }: IDataObject) =>
			isRecord(key) && key.fromMe !== true && secondsOf(time) * 1000 >= since,
	};
	const found = await readPages(paging, undefined, Infinity, async (page) => {
		const body = { where: { messageTimestamp }, ...page };
		return await send(context, connection, {
			method: 'POST',
			path,
			body,
			retry: 'always',
			instance,
		});
	});
	return found.sort((a, b) => secondsOf(a.messageTimestamp) - secondsOf(b.messageTimestamp));
}
