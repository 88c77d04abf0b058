import {
	NodeOperationError,
	type IBinaryData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { fetchMessageFile, type FetchedFile } from '../../server/ask/messages';
import { createLimiter } from '../../core/concurrency/limiter';
import { retry } from '../../core/concurrency/retry';
import { MAX_ANSWER_BYTES } from '../../core/http/answer';
import type { Caller, Target } from '../../server/adapter';
import type { StoredMessage } from '../../server/records';
import { requireStore } from '../../server/connection';
import type { Delivery } from '../../server/delivery';
import { isLid, isPhone, spellings } from '../../core/values/addresses';
import { eventToItems } from '../../events/eventItems';
import { isSaid } from '../../events/ownMessage';
import { findMedia, type DeliveredMedia } from '../../events/receivedMedia';
import { selectableName } from '../../fields/events';
import { makeInstanceId } from '../../server/account';
import type { Place, TriggerSettings, TriggerCaller } from '../settings/triggerSettings';

export type MediaContext = IExecuteFunctions | ITriggerFunctions | IWebhookFunctions;

/** @throws {NodeOperationError} */
export async function outputsFor(
	context: MediaContext,
	{ events, passes, options }: TriggerSettings,
	delivery: Delivery,
	server: Place['server'],
): Promise<INodeExecutionData[][]> {
	const { simplify, downloadMedia, separateOutputs } = options;
	try {
		const json = eventToItems(delivery, { simplify, keep: passes, receivedAt: Date.now() });
		const media = downloadMedia && findMedia(delivery);
		const file = media && (await storeMedia(context, media, server));
		const first = await findFirstContact(context, options, delivery, server);
		const field = downloadMedia?.outputField ?? 'data';
		const items = json.map((event): INodeExecutionData => {
			const item = { ...event, ...first };
			if (file === undefined) return { json: item };
			return 'data' in file
				? { json: item, binary: { [field]: file.data } }
				: { json: { ...item, mediaError: file.problem } };
		});
		if (!separateOutputs) return [items];
		const output = Math.max(0, events.indexOf(selectableName(delivery.event)));
		return events.map((_name, index) => (index === output ? items : []));
	} catch (error) {
		const message = error instanceof Error ? error.message : 'The event could not be read';
		throw new NodeOperationError(context.getNode(), message);
	}
}

type StoredFile = { readonly data: IBinaryData } | { readonly problem: string };

/** Never throws: the event matters more than its file. */
export async function storeMedia(
	context: MediaContext,
	media: DeliveredMedia,
	server: Place['server'],
): Promise<StoredFile> {
	const { base64, fileName, mimeType } = media;
	try {
		const file = base64 === undefined ? await fetchMedia(context, media, server) : { base64 };
		if ('problem' in file) return file;
		const content = Buffer.from(file.base64, 'base64');
		return { data: await context.helpers.prepareBinaryData(content, fileName, mimeType) };
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('The file of a WhatsApp message could not be stored', { cause });
		return { problem: `The file could not be stored: ${cause}` };
	}
}

/** Running requests by instance and message: if several workflows want a file at the same time, one of them requests it. */
const fetches = new Map<string, Promise<FetchedFile>>();

const MB = 1024 * 1024;
/** Maximum bytes of concurrently read files: each is in memory as JSON, Base64 and bytes. A larger file is read alone. */
const MOST_AT_ONCE = 64 * MB;
/** Files that are smaller, or of unknown size, count as this many bytes. Four of them reach MOST_AT_ONCE. */
const SMALLEST_WEIGHT = 16 * MB;
const reading = createLimiter(MOST_AT_ONCE);

/** The answer contains the file as Base64, which is a third longer. */
const LARGEST = Math.floor((MAX_ANSWER_BYTES * 3) / 4);

export async function fetchMedia(
	context: TriggerCaller,
	{ messageId, message, inner, size }: DeliveredMedia,
	server: Place['server'],
): Promise<FetchedFile> {
	if (messageId === undefined) return { problem: 'No download is possible without a message ID' };
	if (size !== undefined && size > LARGEST) {
		return { problem: `The file is larger than ${Math.floor(LARGEST / MB)} MB` };
	}
	const target = { ...(await server()), context };
	const request = async (): Promise<FetchedFile> => {
		const file = await fetchMessageFile(target, messageId, { record: message, inner });
		if ('problem' in file) {
			const details = { messageId, cause: file.problem };
			context.logger.warn('The file of a WhatsApp message could not be fetched', details);
		}
		return file;
	};
	const name = JSON.stringify([makeInstanceId(target.connection, target.instance), messageId]);
	const weight = Math.min(Math.max(size ?? 0, SMALLEST_WEIGHT), MOST_AT_ONCE);
	const fetching = fetches.get(name) ?? reading.run(request, weight);
	fetches.set(name, fetching);
	try {
		return await fetching;
	} finally {
		fetches.delete(name);
	}
}

/** Number of tries to find a message in the server's store: it may get there a moment after it has started the workflow. */
const TRIES = 3;
const STORE_PAUSE_MS = 500;

/** `firstContact` is null if the server can't tell whether the message is the chat's first: it may store no messages. */
export async function findFirstContact(
	context: Caller,
	{ firstContact: isWanted }: Pick<TriggerSettings['options'], 'firstContact'>,
	{ event, chat, message }: Delivery,
	server: Place['server'],
): Promise<{ firstContact?: boolean | null }> {
	if (!isWanted || event !== 'messages.upsert') return {};
	const own = { messageId: message?.id ?? '', seconds: message?.seconds ?? NaN };
	if (own.messageId === '' || Number.isNaN(own.seconds)) return { firstContact: null };
	try {
		const target = { ...(await server()), context };
		return { firstContact: await isFirst(target, chat, own) };
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('Could not check whether a WhatsApp message is the first of its chat', {
			cause,
		});
		return { firstContact: null };
	}
}

type Own = Pick<StoredMessage, 'messageId' | 'seconds'>;

/** @throws {RequestFailure} if the store can't be read */
async function isFirst(target: Target, chat: readonly string[], own: Own): Promise<boolean | null> {
	const { store } = target.connection.server;
	if (store === undefined) return null;
	const content = await retry(async () => await readChat(target, chat, own), {
		attempts: TRIES,
		delay: () => STORE_PAUSE_MS,
		isRetryable: (result) => result === 'nothing',
	});
	if (content !== 'first') return content === 'earlier' ? false : null;
	const lid = chat.find(isLid);
	if (lid === undefined || chat.some(isPhone)) return true;
	// Earlier messages may be stored under the person's number.
	const number = await store.otherAddress(target, lid);
	return number === undefined ? null : (await readChat(target, [number], own)) !== 'earlier';
}

/** Returns `earlier` if the store has an older message of the chat, `nothing` if even `own` isn't stored yet, else `first`. */
async function readChat(
	target: Target,
	chat: readonly string[],
	own: Own,
): Promise<'earlier' | 'first' | 'nothing'> {
	const store = requireStore(target.connection);
	const sameSecond: StoredMessage[] = [];
	let hasEarlier = false;
	for (const address of new Set(chat.flatMap((jid) => spellings(jid)))) {
		await store.readChat(target, address, (all) => {
			// Before a chat's first message, the store may already contain keys and settings that phones exchange.
			const page = all.filter(
				({ messageId, content }) => messageId === own.messageId || isSaid({ content }),
			);
			sameSecond.push(...page.filter(({ seconds }) => seconds === own.seconds));
			hasEarlier ||= page.some(({ seconds }) => seconds < own.seconds);
			return hasEarlier;
		});
		if (hasEarlier) return 'earlier';
	}
	const itself = sameSecond.find(({ messageId }) => messageId === own.messageId);
	const others = sameSecond.filter(({ messageId }) => messageId !== own.messageId);
	// If this message isn't stored yet, all stored messages came before it.
	if (others.some(({ order }) => itself === undefined || order < itself.order)) return 'earlier';
	return itself === undefined ? 'nothing' : 'first';
}
