import { createHash, timingSafeEqual } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../../failures/failure';
import { recordOf, recordsIn, textOrNull } from '../../values/answer';
import type { Request, Result, ServerAdapter, WebhookRecord } from '../adapter';
import { addressToSet, OFF, partsOfAddress, withoutTime } from './addressHeaders';
import { dataIn, forgetTokens, tokenOf } from './goRequest';
import { eventsOf, isReleased, wordsIn } from './events/goEventNames';
import { unreadWebhook } from './goUnread';
import { unknownEvents } from './unknownEvents';

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
	const result = await trySend({ method: 'GET', path: '/instance/all', retry: 'always', instance });
	if ('failure' in result) return result;
	const row = recordsIn(dataIn(result.body)).find(
		({ name, id }) => instance !== '' && (name === instance || id === instance),
	);
	return row === undefined ? { failure: noInstance(instance) } : { row };
}

const storedWords = ({ events }: IDataObject): string[] =>
	(textOrNull(events) ?? '').split(',').filter((word) => word !== '');

function recordOfRow(row: IDataObject): WebhookRecord | null {
	const address = textOrNull(row.webhook);
	if (address === null || address === OFF) return null;
	const { url, headers } = partsOfAddress(address);
	const events = eventsOf(storedWords(row));
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
	const wanted = enabled ? wordsIn(events) : [];
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
		return 'failure' in found ? found : { record: recordOfRow(found.row) };
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
			retry: 'neverAfterSent',
		});
	},

	addressRoom: ADDRESS_ROOM,

	secret: {
		in: (body) => textOrNull(recordOf(body).instanceToken),

		/** The instance may have been made anew, with another token. */
		async isRight(target, named) {
			if (isSame(named, await tokenOf(target))) return true;
			return forgetTokens(target) && isSame(named, await tokenOf(target));
		},
	},

	isForgottenAtLogOut: true,

	unread: unreadWebhook,

	/** There may be more, of other ways; a word that no release knows is dropped. */
	sends: (stored, wanted) =>
		stored.includes('ALL') ||
		wordsIn(wanted).every((word) => !isReleased(word) || stored.includes(word)),
};
