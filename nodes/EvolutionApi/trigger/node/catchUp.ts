import { sleep, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/answer';
import { readPages } from '../../core/paging';
import { send } from '../../core/request';
import { fillRoute } from '../../core/route';
import { secondsOf } from '../../core/messageStore';
import { probe } from '../hub';
import { eventIdOf, parseDelivery } from '../index';
import { outputsFor } from './items';
import type { Living } from './living';
import { registered } from './registration';
import { claim, recall, store } from './taken';

const PAGE = 100;
const HOUR_MS = 3_600_000;
/** The clocks of WhatsApp and of n8n differ, and messages take their time. */
const OVERLAP_MS = 60_000;
/** So many events are remembered at most; of those before the oldest nobody knows. */
const REMEMBERED = 500;
/** Between two executions, so that hundreds do not start at once. */
const PACE_MS = 15;

/**
 * Starts the workflow for the messages that arrived while n8n was away, in their order, each once. The
 * server's message store is all there is: other events cannot be had again. If the server cannot be asked
 * they stay missed, for the next time. Never throws.
 */
export async function catchUp(entry: Living): Promise<void> {
	const { context, settings, missedSince } = entry;
	if (missedSince === undefined || entry.isLeaving) return;
	const isWanted = settings.options.catchUp && settings.events.includes('MESSAGES_UPSERT');
	const started = new Set<string>();
	try {
		if (isWanted) {
			const since = startOf(entry, missedSince);
			await startMissed(entry, since, started);
			// Until then n8n took nothing; what came after the first look is found by the second.
			await untilReached(entry);
			await startMissed(entry, since, started);
		}
		entry.missedSince = undefined;
	} catch (error) {
		context.logger.warn('The messages that arrived meanwhile could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** Unix time in milliseconds of the first message that is looked for: no earlier than what is remembered. */
function startOf({ context, settings }: Living, missedSince: number): number {
	const memory = recall(context);
	const known = memory.length < REMEMBERED ? OVERLAP_MS : missedSince - (memory[0][1] + 1) * 1000;
	const overlap = Math.max(0, Math.min(OVERLAP_MS, known));
	const furthest = Date.now() - settings.options.catchUpHours * HOUR_MS;
	// Messages have whole seconds.
	const active = Number(context.getWorkflowStaticData('node').activeSince ?? 0);
	return Math.max(missedSince - overlap, furthest, Math.floor(active / 1000) * 1000);
}

/** @param started event ids, for more than are remembered */
async function startMissed(entry: Living, since: number, started: Set<string>): Promise<void> {
	const { context, settings, instance } = entry;
	for (const record of await messagesSince(entry, since)) {
		if (entry.isLeaving) return;
		const delivery = parseDelivery({ event: 'messages.upsert', instance, data: record });
		if (delivery === undefined || !settings.passes(delivery)) continue;
		const eventId = eventIdOf(delivery);
		if (started.has(eventId) || !claim(context, eventId)) continue;
		started.add(eventId);
		const outputs = await outputsFor(context, settings, delivery, async () => entry);
		entry.missedSince = secondsOf(record.messageTimestamp) * 1000;
		// emit() saves it.
		store(context, entry.missedSince);
		context.emit(outputs);
		await sleep(PACE_MS);
	}
}

/** Until deliveries reach us, or a minute: n8n may still be starting, or does not reach itself. */
async function untilReached({ context, instance, key: healed }: Living): Promise<void> {
	for (let waited = 0; waited < 60; waited += 2) {
		const { url, key = '' } = registered(context, false);
		if (url === undefined) return;
		const subscriber = { kind: 'trigger' as const, url, events: [] };
		const outcome = await probe(context, subscriber, { key: healed ?? key, instance });
		if (outcome === 'taken') return;
		await sleep(2000);
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
	// The newest come first; within one second their order is the server's.
	return found
		.reverse()
		.sort((a, b) => secondsOf(a.messageTimestamp) - secondsOf(b.messageTimestamp));
}
